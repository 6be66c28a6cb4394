using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>A remedy was offered, or waits for approval.</summary>
[MessageUrn("resolution.offer-made.v1"), EntityName("resolution.offer-made.v1")]
public sealed record OfferMade : IComplaintEvent
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

    public required string Kind { get; init; }

    public EventMoney? Value { get; init; }

    public required string OfferState { get; init; }

    public Guid? ApprovalId { get; init; }

    public required Guid AgentId { get; init; }

    /// <summary>Alternatives that were offered together share it; left out by events of before, as is what follows.</summary>
    public Guid? GroupId { get; init; }

    public OfferName? Name { get; init; }

    public int? Instalments { get; init; }

    /// <summary>What the customer reads beside it.</summary>
    [Erasable]
    public string? Note { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The remedy as the catalogue calls it.</summary>
    public sealed record OfferName
    {
        public required string Zh { get; init; }

        public required string En { get; init; }
    }
}
