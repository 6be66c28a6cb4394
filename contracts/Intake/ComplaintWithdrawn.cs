using MassTransit;

namespace ComplaintPlatform.Contracts.Intake;

/// <summary>The complainant took the complaint back.</summary>
[MessageUrn("intake.complaint-withdrawn.v1"), EntityName("intake.complaint-withdrawn.v1")]
public sealed record ComplaintWithdrawn : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    /// <summary><c>customer</c>, <c>storefront</c> or <c>staff</c>.</summary>
    public required string By { get; init; }
}
