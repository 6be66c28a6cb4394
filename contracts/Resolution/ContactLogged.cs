using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>A contact with the customer was logged.</summary>
[MessageUrn("resolution.contact-logged.v1"), EntityName("resolution.contact-logged.v1")]
public sealed record ContactLogged : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required int Cycle { get; init; }

    /// <summary>The case's state after the event.</summary>
    public required string State { get; init; }

    public required Guid ContactId { get; init; }

    public required string Direction { get; init; }

    public required string Channel { get; init; }

    [Erasable]
    public string? Text { get; init; }

    public required bool AwaitsCustomer { get; init; }

    public Guid? AgentId { get; init; }
}
