using MassTransit;

namespace ComplaintPlatform.Contracts.Classification;

/// <summary>The service has erased a customer and counted again afterwards.</summary>
[MessageUrn("classification.customer-erasure-applied.v1"), EntityName("classification.customer-erasure-applied.v1")]
public sealed record CustomerErasureApplied : IDomainEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>The round that it answers.</summary>
    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required Guid ErasureId { get; init; }

    public required IReadOnlyList<ErasedRows> Rows { get; init; }

    public sealed record ErasedRows
    {
        /// <summary>Such as <c>messages</c>.</summary>
        public required string Kind { get; init; }

        /// <summary>How many held something personal before.</summary>
        public required int Before { get; init; }

        /// <summary>How many still do, counted after the deletion was durable.</summary>
        public required int After { get; init; }
    }
}
