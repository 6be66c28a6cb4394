using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>The agent has done what was agreed.</summary>
[MessageUrn("resolution.case-resolved.v1"), EntityName("resolution.case-resolved.v1")]
public sealed record CaseResolved : IComplaintEvent
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

    public required CaseFacts Case { get; init; }

    [Erasable]
    public required string Summary { get; init; }
}
