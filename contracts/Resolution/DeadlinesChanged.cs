using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>A policy change or a correction moved the case's deadlines.</summary>
[MessageUrn("resolution.deadlines-changed.v1"), EntityName("resolution.deadlines-changed.v1")]
public sealed record DeadlinesChanged : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required int Cycle { get; init; }

    /// <summary>The case's state after the event.</summary>
    public required string State { get; init; }

    public required DateTimeOffset FirstResponseDueAt { get; init; }

    public required DateTimeOffset ResolutionDueAt { get; init; }
}
