using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>It was found out, or found out anew, why the complaint came about.</summary>
[MessageUrn("resolution.root-cause-recorded.v1"), EntityName("resolution.root-cause-recorded.v1")]
public sealed record RootCauseRecorded : IComplaintEvent
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

    public required Guid CauseId { get; init; }

    /// <summary>From the catalogue of causes.</summary>
    public required string CauseName { get; init; }

    /// <summary><c>people</c>, <c>machine</c>, <c>material</c>, <c>method</c> or <c>environment</c>.</summary>
    public required string Dimension { get; init; }
}
