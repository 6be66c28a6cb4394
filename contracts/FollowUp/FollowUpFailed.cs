using MassTransit;

namespace ComplaintPlatform.Contracts.FollowUp;

/// <summary>The customer gave no answer within the policy's attempts.</summary>
[MessageUrn("follow-up.follow-up-failed.v1"), EntityName("follow-up.follow-up-failed.v1")]
public sealed record FollowUpFailed : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required int Cycle { get; init; }

    public required Guid FollowUpId { get; init; }

    public required int Attempts { get; init; }

    /// <summary><c>unreachable</c>, or <c>no_answer</c> where messages arrived and stayed unanswered.</summary>
    public string? Outcome { get; init; }
}
