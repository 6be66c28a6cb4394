using MassTransit;

namespace ComplaintPlatform.Contracts.Classification;

/// <summary>An agent corrected the classification, or something that the customer said later changed it.</summary>
[MessageUrn("classification.complaint-reclassified.v1"), EntityName("classification.complaint-reclassified.v1")]
public sealed record ComplaintReclassified : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required ComplaintAxes Axes { get; init; }

    public required string Language { get; init; }

    /// <summary>Empty where it was a message of the customer.</summary>
    public required Guid CorrectedBy { get; init; }

    [Erasable]
    public required string Reason { get; init; }

    [Erasable]
    public ComplaintStatement? Statement { get; init; }
}
