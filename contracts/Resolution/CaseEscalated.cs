using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>The case went up a level.</summary>
[MessageUrn("resolution.case-escalated.v1"), EntityName("resolution.case-escalated.v1")]
public sealed record CaseEscalated : IComplaintEvent
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

    public required string Level { get; init; }

    [Erasable]
    public required string Reason { get; init; }

    public Guid? AgentId { get; init; }

    public string? AgentName { get; init; }
}
