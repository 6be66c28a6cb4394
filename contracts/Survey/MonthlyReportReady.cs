using MassTransit;

namespace ComplaintPlatform.Contracts.Survey;

/// <summary>A storefront's management report of a month is ready to be read.</summary>
[MessageUrn("survey.monthly-report-ready.v1"), EntityName("survey.monthly-report-ready.v1")]
public sealed record MonthlyReportReady : IDomainEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    /// <summary>Such as <c>2026-11</c>.</summary>
    public required string Month { get; init; }
}
