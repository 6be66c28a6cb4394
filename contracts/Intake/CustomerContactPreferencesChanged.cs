using MassTransit;

namespace ComplaintPlatform.Contracts.Intake;

/// <summary>
/// A customer opted out of messages or back in, or refused some ways of being written to. It replaces what was said before.
/// </summary>
[MessageUrn("intake.customer-contact-preferences-changed.v1"), EntityName("intake.customer-contact-preferences-changed.v1")]
public sealed record CustomerContactPreferencesChanged : IDomainEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>Of the preferences of this customer: the higher one is the later.</summary>
    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required Guid CustomerId { get; init; }

    /// <summary>All complaints of the customer so far: services that do not know customers know these.</summary>
    public required IReadOnlyList<Guid> ComplaintIds { get; init; }

    /// <summary>Nothing at all may be sent.</summary>
    public required bool OptedOut { get; init; }

    /// <summary>Of <c>email</c>, <c>app</c>, <c>sms</c>, <c>phone</c>: those that may not be used.</summary>
    public required IReadOnlyList<string> RefusedChannels { get; init; }
}
