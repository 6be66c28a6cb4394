using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>An offer was approved, rejected, or its approval expired.</summary>
[MessageUrn("resolution.approval-decided.v1"), EntityName("resolution.approval-decided.v1")]
public sealed record ApprovalDecided : IComplaintEvent
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

    public required string Decision { get; init; }

    public Guid? DecidedBy { get; init; }

    /// <summary>Of an offer that was let through.</summary>
    public DateTimeOffset? OfferExpiresAt { get; init; }
}
