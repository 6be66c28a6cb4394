using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>Somebody with the role said that the emergency is over, and why.</summary>
[MessageUrn("resolution.emergency-closed.v1"), EntityName("resolution.emergency-closed.v1")]
public sealed record EmergencyClosed : IComplaintEvent
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

    [Erasable]
    public required string Reason { get; init; }

    public required Guid ClosedBy { get; init; }
}
