using MassTransit;

namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>The customer, or a manager, let the house off a promise.</summary>
[MessageUrn("resolution.promise-released.v1"), EntityName("resolution.promise-released.v1")]
public sealed record PromiseReleased : IComplaintEvent
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

    public required Guid ObligationId { get; init; }

    public required Guid OfferId { get; init; }

    /// <summary><c>customer</c>, or the manager's name.</summary>
    public required string By { get; init; }

    [Erasable]
    public string? Reason { get; init; }
}
