using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Survey.Data;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Reports;

/// <summary>A sudden rise that classification flagged, for the report of its month.</summary>
internal sealed class HotSpotRecord : IStorefrontOwned
{
    private HotSpotRecord()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    /// <summary>Such as <c>2026-W47</c>.</summary>
    public string Week { get; private init; } = "";

    public string Dimension { get; private init; } = "";

    [FreeText]
    public string Value { get; private init; } = "";

    [FreeText]
    public string Term { get; private init; } = "";

    public int Count { get; private init; }

    public double Share { get; private init; }

    public double Expected { get; private init; }

    public DateTimeOffset FlaggedAt { get; private init; }

    public static HotSpotRecord Of(HotSpotFlagged flagged) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = flagged.StorefrontId,
        Week = flagged.Week,
        Dimension = flagged.Dimension,
        Value = flagged.Value,
        Term = flagged.Term,
        Count = flagged.Count,
        Share = flagged.Share,
        Expected = flagged.Expected,
        FlaggedAt = flagged.OccurredAt,
    };

    public static void Map(EntityTypeBuilder<HotSpotRecord> table)
    {
        table.ToTable("HotSpots");
        table.Property(row => row.Value).HasMaxLength(500);
        table.HasIndex(row => new { row.StorefrontId, row.FlaggedAt });
    }
}

internal sealed class HotSpotFlaggedConsumer(SurveyDbContext db) : IEventConsumer<HotSpotFlagged>
{
    public Task HandleAsync(HotSpotFlagged message, CancellationToken ct)
    {
        db.HotSpots.Add(HotSpotRecord.Of(message));
        return Task.CompletedTask;
    }
}
