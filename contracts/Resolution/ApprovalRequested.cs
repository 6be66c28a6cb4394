using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>An offer above the agent's authority waits for a decision.</summary>
[MessageUrn("resolution.approval-requested.v1"), EntityName("resolution.approval-requested.v1")]
public sealed record ApprovalRequested : IComplaintEvent
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

    public required Guid ApprovalId { get; init; }

    public required Guid OfferId { get; init; }

    public required string RequiredRole { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
