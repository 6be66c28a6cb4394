using MassTransit;

namespace ComplaintPlatform.Contracts.FollowUp;

/// <summary>Somebody tried to reach the customer.</summary>
[MessageUrn("follow-up.follow-up-attempted.v1"), EntityName("follow-up.follow-up-attempted.v1")]
public sealed record FollowUpAttempted : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required int Cycle { get; init; }

    public required Guid FollowUpId { get; init; }

    public required string Outcome { get; init; }

    public required string Channel { get; init; }

    public required int Attempt { get; init; }

    public Guid? AgentId { get; init; }

    [Erasable]
    public string? Notes { get; init; }
}
