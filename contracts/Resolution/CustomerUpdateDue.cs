using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>The customer is to hear something about the case before having to ask: a message is due now.</summary>
[MessageUrn("resolution.customer-update-due.v1"), EntityName("resolution.customer-update-due.v1")]
public sealed record CustomerUpdateDue : IComplaintEvent
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

    /// <summary>
    /// <c>offer</c> (<see cref="Remedies"/> wait for an answer), <c>offer_withdrawn</c> (<see cref="Remedies"/> were taken back),
    /// <c>progress</c> (<see cref="Text"/> says how far it is), <c>delay</c> (it takes longer than the service standards say) or
    /// <c>gift</c> (<see cref="Remedies"/> are given, and <see cref="ExpectedAt"/> is when the customer has them at the latest).
    /// </summary>
    public required string Kind { get; init; }

    /// <summary><c>zh-CN</c> or <c>en</c>: of <see cref="Text"/> and of the names of remedies.</summary>
    public required string Language { get; init; }

    public required IReadOnlyList<Remedy> Remedies { get; init; }

    /// <summary>What is being done, or why, in words that the customer may read.</summary>
    [Erasable]
    public string? Text { get; init; }

    /// <summary>With <c>progress</c> and <c>delay</c>: when the customer hears more at the latest.</summary>
    public DateTimeOffset? ExpectedAt { get; init; }

    /// <summary>One of the alternatives.</summary>
    public sealed record Remedy
    {
        public required Guid OfferId { get; init; }

        public required string Kind { get; init; }

        /// <summary>As the customer reads it.</summary>
        public required string Name { get; init; }

        public EventMoney? Value { get; init; }

        /// <summary>The last moment at which it can be accepted.</summary>
        public required DateTimeOffset ExpiresAt { get; init; }
    }
}
