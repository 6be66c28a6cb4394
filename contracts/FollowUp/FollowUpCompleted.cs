using MassTransit;

namespace ComplaintPlatform.Contracts.FollowUp;

/// <summary>The customer gave an answer.</summary>
[MessageUrn("follow-up.follow-up-completed.v1"), EntityName("follow-up.follow-up-completed.v1")]
public sealed record FollowUpCompleted : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required int Cycle { get; init; }

    public required Guid FollowUpId { get; init; }

    /// <summary><c>satisfied</c>, <c>unsatisfied</c> or <c>not_solved</c>.</summary>
    public required string Outcome { get; init; }
}
