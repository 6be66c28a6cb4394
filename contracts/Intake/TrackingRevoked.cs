using MassTransit;

namespace ComplaintPlatform.Contracts.Intake;

/// <summary>A tracking link was taken out of use; another one leads to the complaint from now on.</summary>
[MessageUrn("intake.tracking-revoked.v1"), EntityName("intake.tracking-revoked.v1")]
public sealed record TrackingRevoked : IComplaintEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required Guid ComplaintId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    /// <summary>SHA-256 of the new tracking token, lower-case hexadecimal.</summary>
    public required string TrackingTokenHash { get; init; }

    [Erasable]
    public string? Reason { get; init; }
}
