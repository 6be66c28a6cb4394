using MassTransit;

namespace ComplaintPlatform.Contracts.FollowUp;

/// <summary>A message could not be sent and is given up until retried by hand.</summary>
[MessageUrn("follow-up.message-failed.v1"), EntityName("follow-up.message-failed.v1")]
public sealed record MessageFailed : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required Guid MessageId { get; init; }

    public required string Template { get; init; }

    public required string Channel { get; init; }

    /// <summary>A stable code.</summary>
    public required string Error { get; init; }
}
