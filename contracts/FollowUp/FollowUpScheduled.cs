using MassTransit;

namespace ComplaintPlatform.Contracts.FollowUp;

/// <summary>The customer will be asked whether the complaint is solved.</summary>
[MessageUrn("follow-up.follow-up-scheduled.v1"), EntityName("follow-up.follow-up-scheduled.v1")]
public sealed record FollowUpScheduled : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required int Cycle { get; init; }

    public required Guid FollowUpId { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public required string Channel { get; init; }
}
