using MassTransit;

namespace ComplaintPlatform.Contracts.Survey;

/// <summary>A public comment from social media or a review platform was taken into the satisfaction picture.</summary>
[MessageUrn("survey.comment-collected.v1"), EntityName("survey.comment-collected.v1")]
public sealed record CommentCollected : IDomainEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required Guid CommentId { get; init; }

    /// <summary><c>social</c> or <c>review</c>.</summary>
    public required string Source { get; init; }

    /// <summary>1-5.</summary>
    public int? Rating { get; init; }

    public required DateTimeOffset WrittenAt { get; init; }
}
