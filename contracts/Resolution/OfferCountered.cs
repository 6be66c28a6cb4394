using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>The customer asked for something else.</summary>
[MessageUrn("resolution.offer-countered.v1"), EntityName("resolution.offer-countered.v1")]
public sealed record OfferCountered : IComplaintEvent
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

    public EventMoney? Value { get; init; }

    [Erasable]
    public string? Text { get; init; }

    /// <summary><c>customer</c> or <c>agent</c>.</summary>
    public required string By { get; init; }
}
