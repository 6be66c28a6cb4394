using MassTransit;

namespace ComplaintPlatform.Contracts.Classification;

/// <summary>The categories and reason codes of the installation are others now; the event carries all of them.</summary>
[MessageUrn("classification.taxonomy-replaced.v1"), EntityName("classification.taxonomy-replaced.v1")]
public sealed record TaxonomyReplaced : IDomainEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    /// <summary>Each as it is written in a classification: the upper part alone, or <c>upper/lower</c>.</summary>
    public required IReadOnlyList<Term> Categories { get; init; }

    public required IReadOnlyList<Term> ReasonCodes { get; init; }

    /// <summary>A code and its names.</summary>
    public sealed record Term
    {
        public required string Code { get; init; }

        public required string Chinese { get; init; }

        public required string English { get; init; }
    }
}
