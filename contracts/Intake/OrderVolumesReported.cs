using MassTransit;

namespace ComplaintPlatform.Contracts.Intake;

/// <summary>A storefront said how many orders there were. Each order counts in one cell only, so cells may be added up.</summary>
[MessageUrn("intake.order-volumes-reported.v1"), EntityName("intake.order-volumes-reported.v1")]
public sealed record OrderVolumesReported : IDomainEvent
{
    public required Guid EventId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required string StorefrontId { get; init; }

    public required int Version { get; init; }

    public string? Actor { get; init; }

    /// <summary>Some hundred at most; those that did not change are left out.</summary>
    public required IReadOnlyList<Cell> Cells { get; init; }

    /// <summary>The orders of one day with these dimensions; a dimension that is not given was not known of them.</summary>
    public sealed record Cell
    {
        /// <summary>The same for the same day and dimensions, for ever.</summary>
        public required Guid CellId { get; init; }

        /// <summary>Of two facts about one cell the higher revision is the later.</summary>
        public required int Revision { get; init; }

        /// <summary>The day in the storefront's time zone, such as <c>2026-11-29</c>.</summary>
        public required string Day { get; init; }

        public string? ProductCategory { get; init; }

        public string? Carrier { get; init; }

        public string? Supplier { get; init; }

        public string? Store { get; init; }

        public required int Orders { get; init; }
    }
}
