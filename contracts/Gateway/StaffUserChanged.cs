using MassTransit;

namespace ComplaintPlatform.Contracts.Gateway;

/// <summary>A member of staff was added, or name, role, storefronts or standing changed.</summary>
[MessageUrn("gateway.staff-user-changed.v1"), EntityName("gateway.staff-user-changed.v1")]
public sealed record StaffUserChanged : IDomainEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required Guid UserId { get; init; }

    public required string Username { get; init; }

    public required string DisplayName { get; init; }

    public required string Role { get; init; }

    /// <summary>Storefront ids, or the one entry <c>*</c> for all.</summary>
    public required IReadOnlyList<string> Storefronts { get; init; }

    public required bool Active { get; init; }

    /// <summary>Whether the user counts as present from the start, until presence is set.</summary>
    public bool? InitiallyPresent { get; init; }
}
