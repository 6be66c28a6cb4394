using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>A department did not do its task in time.</summary>
[MessageUrn("resolution.task-overdue.v1"), EntityName("resolution.task-overdue.v1")]
public sealed record TaskOverdue : IComplaintEvent
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
