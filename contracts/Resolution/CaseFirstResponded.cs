using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>The customer got the first answer of this cycle.</summary>
[MessageUrn("resolution.case-first-responded.v1"), EntityName("resolution.case-first-responded.v1")]
public sealed record CaseFirstResponded : IComplaintEvent
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

    public required bool WithinTarget { get; init; }

    public required DateTimeOffset DueAt { get; init; }
}
