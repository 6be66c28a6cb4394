using MassTransit;

namespace ComplaintPlatform.Contracts.Intake;

/// <summary>The complaint is no longer taken for a duplicate.</summary>
[MessageUrn("intake.complaint-unlinked.v1"), EntityName("intake.complaint-unlinked.v1")]
public sealed record ComplaintUnlinked : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    public required Guid OriginalId { get; init; }
}
