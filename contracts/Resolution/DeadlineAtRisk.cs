using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>Most of a target's time is used up (policy).</summary>
[MessageUrn("resolution.deadline-at-risk.v1"), EntityName("resolution.deadline-at-risk.v1")]
public sealed record DeadlineAtRisk : IComplaintEvent
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

    public required string Target { get; init; }

    public required DateTimeOffset DueAt { get; init; }
}
