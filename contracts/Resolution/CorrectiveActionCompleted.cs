using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>A corrective action is done, and waits to be verified.</summary>
[MessageUrn("resolution.corrective-action-completed.v1"), EntityName("resolution.corrective-action-completed.v1")]
public sealed record CorrectiveActionCompleted : IDomainEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>The action's.</summary>
    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required Guid ActionId { get; init; }

    public required Guid CauseId { get; init; }

    public required string CauseName { get; init; }

    /// <summary>What was done, in the words of staff.</summary>
    public required string Title { get; init; }

    /// <summary>Since when it is in force.</summary>
    public required DateTimeOffset EffectiveAt { get; init; }
}
