using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>The case was dispatched to an agent, or waits in a department's queue.</summary>
[MessageUrn("resolution.case-assigned.v1"), EntityName("resolution.case-assigned.v1")]
public sealed record CaseAssigned : IComplaintEvent
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

    public required string Department { get; init; }

    /// <summary>Null: no agent fits now, the case waits in the department's queue.</summary>
    public Guid? AgentId { get; init; }

    public string? AgentName { get; init; }

    /// <summary>Why this agent: stable codes separated by a comma.</summary>
    public required string Reason { get; init; }
}
