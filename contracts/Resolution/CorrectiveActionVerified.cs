using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>
/// Somebody other than its owner verified that a corrective action is in force; those whose complaints had its cause may be told. Several
/// events where there are many of them.
/// </summary>
[MessageUrn("resolution.corrective-action-verified.v1"), EntityName("resolution.corrective-action-verified.v1")]
public sealed record CorrectiveActionVerified : IDomainEvent
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

    /// <summary>What is better now, in words for customers; <c>null</c> where they are not to be told.</summary>
    public string? ImprovementZh { get; init; }

    public string? ImprovementEn { get; init; }

    /// <summary>1 to <see cref="Batches"/>; of a later verification of the same action the version is higher.</summary>
    public required int Batch { get; init; }

    public required int Batches { get; init; }

    /// <summary>
    /// Complaints with the cause that were received before the action was in force; some hundred at most, none twice over all batches.
    /// </summary>
    public required IReadOnlyList<Guid> Complaints { get; init; }
}
