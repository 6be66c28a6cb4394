using MassTransit;

namespace ComplaintPlatform.Contracts.FollowUp;

/// <summary>A message left the platform.</summary>
[MessageUrn("follow-up.message-sent.v1"), EntityName("follow-up.message-sent.v1")]
public sealed record MessageSent : IComplaintEvent
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
}
