using MassTransit;

namespace ComplaintPlatform.Contracts.Intake;

/// <summary>A complaint was accepted and is durable.</summary>
[MessageUrn("intake.complaint-received.v1"), EntityName("intake.complaint-received.v1")]
public sealed record ComplaintReceived : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required string Reference { get; init; }

    public required string Channel { get; init; }

    public required string ComplainantKind { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When what is complained about happened, as stated.</summary>
    public DateTimeOffset? HappenedAt { get; init; }

    [Erasable]
    public string? Subject { get; init; }

    [Erasable]
    public required string Text { get; init; }

    [Erasable]
    public string? Expectation { get; init; }

    public EventMoney? StatedLoss { get; init; }

    public required CustomerFacts Customer { get; init; }

    public OrderFacts? Order { get; init; }

    /// <summary>Names of key facts that were not given.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>SHA-256 of the tracking token, lower-case hexadecimal.</summary>
    public required string TrackingTokenHash { get; init; }

    /// <summary>
    /// <c>filed</c> by its customer or an agent, <c>imported</c> from a file, or <c>spotted</c> by staff. Null in events of before: filed.
    /// </summary>
    public string? Origin { get; init; }

    /// <summary>Whom it is about, where it is about a member of staff, as the customer says it.</summary>
    [Erasable]
    public string? StaffMember { get; init; }

    /// <summary>What is known of the complainant without saying who it is.</summary>
    public sealed record CustomerFacts
    {
        public Guid? CustomerId { get; init; }

        public string? Language { get; init; }

        public DateTimeOffset? FirstOrderAt { get; init; }

        public int? OrderCount { get; init; }

        public EventMoney? LifetimeValue { get; init; }

        public bool Vip { get; init; }

        public required int EarlierComplaints { get; init; }

        /// <summary>
        /// A keyed digest of the storefront's own id of the customer, the same on every complaint; it says nothing of who it is. Null for
        /// customers whom the storefront does not know, and in events of before.
        /// </summary>
        [Erasable]
        public string? CustomerKey { get; init; }

        /// <summary>Whether there is an address to write to. Null in events of before: it is not known.</summary>
        public bool? HasContact { get; init; }
    }

    public sealed record OrderFacts
    {
        [Erasable]
        public string? ExternalId { get; init; }

        public DateTimeOffset? PlacedAt { get; init; }

        public string? Product { get; init; }

        public string? ProductCategory { get; init; }

        public string? Sku { get; init; }

        public EventMoney? Amount { get; init; }

        public string? Carrier { get; init; }

        public string? Supplier { get; init; }

        public string? Store { get; init; }

        /// <summary>When the customer received it.</summary>
        public DateTimeOffset? DeliveredAt { get; init; }
    }
}
