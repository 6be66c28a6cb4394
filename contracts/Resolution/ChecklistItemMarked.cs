using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>An agent ticked a step of the guidance, or took the tick back.</summary>
[MessageUrn("resolution.checklist-item-marked.v1"), EntityName("resolution.checklist-item-marked.v1")]
public sealed record ChecklistItemMarked : IComplaintEvent
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

    /// <summary>Such as <c>empathise</c>, or <c>stage.step</c> of a playbook.</summary>
    public required string Item { get; init; }

    /// <summary>In the customer's language.</summary>
    public required string Title { get; init; }

    /// <summary><c>ticked</c> or <c>unticked</c>.</summary>
    public required string Mark { get; init; }

    public Guid? AgentId { get; init; }
}
