using MassTransit;

namespace ComplaintPlatform.Contracts.FollowUp;

/// <summary>A customer was not called in time.</summary>
[MessageUrn("follow-up.follow-up-overdue.v1"), EntityName("follow-up.follow-up-overdue.v1")]
public sealed record FollowUpOverdue : IComplaintEvent
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
