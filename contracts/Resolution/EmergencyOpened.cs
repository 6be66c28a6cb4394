using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>The emergency playbook of a case began, or became stricter.</summary>
[MessageUrn("resolution.emergency-opened.v1"), EntityName("resolution.emergency-opened.v1")]
public sealed record EmergencyOpened : IComplaintEvent
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

    /// <summary><c>risk</c>, <c>serious</c> or <c>by_hand</c>.</summary>
    public required string Trigger { get; init; }

    /// <summary>The escalation risk, 0 to 1.</summary>
    public required double Risk { get; init; }
}
