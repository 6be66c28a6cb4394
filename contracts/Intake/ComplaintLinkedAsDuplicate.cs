using MassTransit;

namespace ComplaintPlatform.Contracts.Intake;

/// <summary>An agent found that the complaint repeats an earlier one, which it now follows.</summary>
[MessageUrn("intake.complaint-linked-as-duplicate.v1"), EntityName("intake.complaint-linked-as-duplicate.v1")]
public sealed record ComplaintLinkedAsDuplicate : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required Guid OriginalId { get; init; }
}
