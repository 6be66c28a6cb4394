using MassTransit;

namespace ComplaintPlatform.Contracts.Gateway;

/// <summary>A storefront was created or its settings changed.</summary>
[MessageUrn("gateway.storefront-changed.v1"), EntityName("gateway.storefront-changed.v1")]
public sealed record StorefrontChanged : IDomainEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required string Name { get; init; }

    /// <summary>IANA id.</summary>
    public required string TimeZone { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>Where the storefront's customers reach the gateway; null: the installation's own address.</summary>
    public string? PublicAddress { get; init; }

    public required bool Active { get; init; }
}
