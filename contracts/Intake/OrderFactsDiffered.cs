using MassTransit;

namespace ComplaintPlatform.Contracts.Intake;

/// <summary>The merchant's own order does not fit what is stated in the complaint, in a way that matters.</summary>
[MessageUrn("intake.order-facts-differed.v1"), EntityName("intake.order-facts-differed.v1")]
public sealed record OrderFactsDiffered : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    /// <summary><c>order_unknown</c>, <c>amount</c>, <c>customer</c> or <c>not_delivered</c>.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>When the merchant's API was asked.</summary>
    public required DateTimeOffset FetchedAt { get; init; }
}
