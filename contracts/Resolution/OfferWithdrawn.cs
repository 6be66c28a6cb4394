using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>The house took an offer back before it was answered.</summary>
[MessageUrn("resolution.offer-withdrawn.v1"), EntityName("resolution.offer-withdrawn.v1")]
public sealed record OfferWithdrawn : IComplaintEvent
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

    public required Guid OfferId { get; init; }

    [Erasable]
    public string? Reason { get; init; }
}
