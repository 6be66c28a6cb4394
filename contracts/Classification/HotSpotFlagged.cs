using MassTransit;

namespace ComplaintPlatform.Contracts.Classification;

/// <summary>
/// More complaints of a category, product, store or storefront name a term than its past explains. Once for each week and term; the term is
/// one that several complaints share.
/// </summary>
[MessageUrn("classification.hot-spot-flagged.v1"), EntityName("classification.hot-spot-flagged.v1")]
public sealed record HotSpotFlagged : IDomainEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    /// <summary>Such as <c>2026-W47</c>.</summary>
    public required string Week { get; init; }

    /// <summary><c>storefront</c>, <c>category</c>, <c>product</c> or <c>store</c>.</summary>
    public required string Dimension { get; init; }

    /// <summary>The category's code or the name of product or store; empty for the storefront.</summary>
    public required string Value { get; init; }

    public required string Term { get; init; }

    /// <summary>Complaints that name the term.</summary>
    public required int Count { get; init; }

    /// <summary>Their part of all complaints of this value and week, 0 to 1.</summary>
    public required double Share { get; init; }

    public required double Expected { get; init; }

    public required double ZScore { get; init; }

    public required double PValue { get; init; }

    /// <summary>The share of false ones among such flags that is put up with.</summary>
    public required double FalseAlarmRate { get; init; }

    /// <summary>Some of the complaints.</summary>
    public required IReadOnlyList<Guid> Examples { get; init; }
}
