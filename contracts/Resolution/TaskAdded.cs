using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>A department got a task of the action plan.</summary>
[MessageUrn("resolution.task-added.v1"), EntityName("resolution.task-added.v1")]
public sealed record TaskAdded : IComplaintEvent
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

    public required Guid TaskId { get; init; }

    public required string Department { get; init; }

    [Erasable]
    public required string Title { get; init; }

    public required DateTimeOffset DueAt { get; init; }
}
