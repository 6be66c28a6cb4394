using MassTransit;

namespace ComplaintPlatform.Contracts.Intake;

/// <summary>
/// A customer is erased: every service deletes the words of and about the person that it holds for these complaints, ends what would still
/// be sent, lets tracking links die, and answers with its own <c>CustomerErasureApplied</c>. Numbers for statistics stay.
/// </summary>
[MessageUrn("intake.customer-erased.v1"), EntityName("intake.customer-erased.v1")]
public sealed record CustomerErased : IDomainEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>Which round it is: what was still under way at the first one is erased by the next.</summary>
    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required Guid ErasureId { get; init; }

    public required Guid CustomerId { get; init; }

    public required IReadOnlyList<Guid> ComplaintIds { get; init; }
}
