using MassTransit;

namespace ComplaintPlatform.Contracts.Intake;

/// <summary>The customer said by the tracking link whether it is solved.</summary>
[MessageUrn("intake.customer-confirmed.v1"), EntityName("intake.customer-confirmed.v1")]
public sealed record CustomerConfirmed : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    /// <summary>The cycle of the case that it is about.</summary>
    public required int Cycle { get; init; }

    /// <summary><c>solved</c>, <c>not_solved</c> or <c>call_me</c>.</summary>
    public required string Outcome { get; init; }

    [Erasable]
    public string? Text { get; init; }
}
