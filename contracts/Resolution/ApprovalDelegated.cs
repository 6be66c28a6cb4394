using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>Who may decide about an approval passed it on.</summary>
[MessageUrn("resolution.approval-delegated.v1"), EntityName("resolution.approval-delegated.v1")]
public sealed record ApprovalDelegated : IComplaintEvent
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

    public required Guid FromUserId { get; init; }

    public required Guid ToUserId { get; init; }

    public DateTimeOffset? Until { get; init; }

    [Erasable]
    public string? Comment { get; init; }
}
