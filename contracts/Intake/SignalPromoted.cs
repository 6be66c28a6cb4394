using MassTransit;

namespace ComplaintPlatform.Contracts.Intake;

/// <summary>Nobody had filed the complaint: it was spotted in a message or in what a customer does, and staff confirmed it.</summary>
[MessageUrn("intake.signal-promoted.v1"), EntityName("intake.signal-promoted.v1")]
public sealed record SignalPromoted : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required Guid SignalId { get; init; }

    /// <summary>
    /// <c>message</c>, <c>frequent_returns</c>, <c>long_consultation</c>, <c>repeated_consultations</c> or <c>repeated_status_checks</c>.
    /// </summary>
    public required string SignalKind { get; init; }

    /// <summary>When the message came, or the behaviour was noticed.</summary>
    public required DateTimeOffset SignalledAt { get; init; }
}
