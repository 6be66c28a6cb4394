using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>The case starts a new cycle with its history.</summary>
[MessageUrn("resolution.case-reopened.v1"), EntityName("resolution.case-reopened.v1")]
public sealed record CaseReopened : IComplaintEvent
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

    /// <summary><c>customer</c>, <c>follow_up</c>, <c>survey</c> or <c>staff</c>.</summary>
    public required string By { get; init; }

    [Erasable]
    public string? Reason { get; init; }

    public required string Department { get; init; }

    public required DateTimeOffset ResolutionDueAt { get; init; }

    /// <summary>Of the new cycle; left out by events of before.</summary>
    public DateTimeOffset? FirstResponseDueAt { get; init; }
}
