using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>The customer's word, or the policy, ended the cycle.</summary>
[MessageUrn("resolution.case-closed.v1"), EntityName("resolution.case-closed.v1")]
public sealed record CaseClosed : IComplaintEvent
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

    public required CaseFacts Case { get; init; }

    /// <summary><c>satisfied</c>, <c>unreachable</c>, <c>withdrawn</c>, <c>duplicate</c> or <c>by_staff</c>.</summary>
    public required string Reason { get; init; }
}
