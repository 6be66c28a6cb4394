using MassTransit;

namespace ComplaintPlatform.Contracts.Intake;

/// <summary>The customer, the storefront or staff added a message or evidence.</summary>
[MessageUrn("intake.complaint-supplemented.v1"), EntityName("intake.complaint-supplemented.v1")]
public sealed record ComplaintSupplemented : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    /// <summary><c>customer</c>, <c>storefront</c> or <c>staff</c>.</summary>
    public required string By { get; init; }

    [Erasable]
    public string? Text { get; init; }

    /// <summary>How many evidence files came with it.</summary>
    public required int Attachments { get; init; }

    /// <summary>The order as it is known now, where facts of it were added.</summary>
    public ComplaintReceived.OrderFacts? Order { get; init; }
}
