using MassTransit;

namespace ComplaintPlatform.Contracts.Intake;

/// <summary>
/// Who sees how to reach customers, and how long customers' links open, from now on: for one storefront, or for all that have no rules of
/// their own.
/// </summary>
[MessageUrn("intake.customer-data-rules-changed.v1"), EntityName("intake.customer-data-rules-changed.v1")]
public sealed record CustomerDataRulesChanged : IDomainEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>Of the rules of this storefront, or of the installation.</summary>
    public required int Version { get; init; }

    public string? Actor { get; init; }

    /// <summary>Roles that see names and contact points as they are.</summary>
    public required IReadOnlyList<string> ClearRoles { get; init; }

    /// <summary>Days after a complaint was closed or withdrawn.</summary>
    public required int LinksExpireAfterDays { get; init; }
}
