using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Classification.Insights.Counting;

/// <summary>
/// A <see cref="TermCell"/> as it is stored: a row for each storefront, dimension, value and week, with the counts of all its terms in one
/// column. A row for each term would be some hundred writes a complaint instead of four, and a hundred times the space in indexes.
/// </summary>
internal sealed class TermCounts : IStorefrontOwned
{
    public const int LongestValue = 200;

    private TermCounts()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public InsightDimension Dimension { get; private init; }

    public string Value { get; private init; } = "";

    public int Week { get; private init; }

    public int Documents { get; private set; }

    public byte[] Counts { get; private set; } = [];

    /// <summary>How often the counts were tested for rises, and at how many complaints they are tested next.</summary>
    public int Looks { get; private set; }

    public int NextLookAt { get; private set; }

    /// <summary>Terms that the last test was about.</summary>
    public int Tested { get; private set; }

    /// <summary>When to look for hot spots again; <c>null</c> when nothing has changed since.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    public int Version { get; private set; }

    public static TermCounts Of(string storefrontId, InsightDimension dimension, string value, IsoWeek week) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = storefrontId,
        Dimension = dimension,
        Value = value,
        Week = week.Number,
    };

    public TermCell Cell() => Counts.Length == 0 ? new TermCell() : TermCell.Read(Counts);

    public void Replace(TermCell cell, InsightPolicy policy, DateTimeOffset now, TimeSpan refreshAfter)
    {
        Counts = cell.Write();
        Documents = cell.Documents;
        var next = NextLookAt == 0 ? policy.MinimumComplaints : NextLookAt;
        DueAt = Documents >= next ? now : DueAt ?? now + refreshAfter;
        Version++;
    }

    /// <summary>What looking means now: the number of the look, or 0 when only the list is brought up to date.</summary>
    public int LookNumber(InsightPolicy policy) =>
        Documents >= Math.Max(policy.MinimumComplaints, NextLookAt) ? Looks + 1 : 0;

    public void Looked(int look, int tested, InsightPolicy policy)
    {
        DueAt = null;
        Version++;
        if (look == 0)
            return;

        Looks = look;
        Tested = tested;
        NextLookAt = Documents + Math.Max(1, (int)(Documents * policy.GrowthBetweenTests));
    }

    public static void Map(EntityTypeBuilder<TermCounts> table)
    {
        table.ToTable("TermCounts");
        table.Property(row => row.Value).HasMaxLength(LongestValue);
        table.HasIndex(row => new { row.StorefrontId, row.Dimension, row.Value, row.Week }).IsUnique();
        table.HasIndex(row => row.DueAt);
        table.HasIndex(row => row.Week);
    }
}
