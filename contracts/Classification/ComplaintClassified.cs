using MassTransit;

namespace ComplaintPlatform.Contracts.Classification;

/// <summary>The complaint was classified on all axes.</summary>
[MessageUrn("classification.complaint-classified.v1"), EntityName("classification.complaint-classified.v1")]
public sealed record ComplaintClassified : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required ComplaintAxes Axes { get; init; }

    public required string Language { get; init; }

    public required bool NeedsReview { get; init; }

    public required string ModelVersion { get; init; }

    [Erasable]
    public ComplaintStatement? Statement { get; init; }
}
