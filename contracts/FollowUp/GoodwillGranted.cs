using MassTransit;

namespace ComplaintPlatform.Contracts.FollowUp;

/// <summary>
/// The customer is given something for the trouble, as the policy of follow-ups says for this outcome. Resolution promises it, sees to it
/// that it is sent, and tells the customer; nothing is owed before that.
/// </summary>
[MessageUrn("follow-up.goodwill-granted.v1"), EntityName("follow-up.goodwill-granted.v1")]
public sealed record GoodwillGranted : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required int Cycle { get; init; }

    /// <summary>Of this gift: the same one is promised once, however often it is told of.</summary>
    public required Guid GiftId { get; init; }

    /// <summary>The follow-up's outcome that it is given for, or <c>low_score</c>.</summary>
    public required string Outcome { get; init; }

    /// <summary>A kind of <c>/remedy-catalogue</c>, such as <c>coupon</c> or <c>points</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is worth; resolution reckons the points of a remedy that is given in points.</summary>
    public EventMoney? Value { get; init; }
}
