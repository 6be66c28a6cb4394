using MassTransit;

namespace ComplaintPlatform.Contracts.Intake;

/// <summary>Nothing is sent to a storefront's webhook any more until somebody activates it again; what happens meanwhile waits.</summary>
[MessageUrn("intake.webhook-disabled.v1"), EntityName("intake.webhook-disabled.v1")]
public sealed record WebhookDisabled : IDomainEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required Guid WebhookId { get; init; }

    /// <summary>Of its address.</summary>
    public required string Host { get; init; }

    /// <summary><c>gone</c>, <c>unreachable</c> or <c>by_hand</c>.</summary>
    public required string Reason { get; init; }
}
