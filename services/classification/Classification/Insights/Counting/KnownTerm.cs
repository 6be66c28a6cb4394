using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Classification.Insights.Counting;

/// <summary>
/// The words of a term that enough complaints of a storefront share. Before that only its hash is counted: what a single customer wrote
/// is in no table of counts, and an erasure finds nothing to erase here.
/// </summary>
internal sealed class KnownTerm : IStorefrontOwned
{
    public const int LongestWords = 60;

    private KnownTerm()
    {
    }

    public KnownTerm(string storefrontId, long hash, string words, IsoWeek week)
    {
        StorefrontId = storefrontId;
        Hash = hash;
        Words = words;
        LastWeek = week.Number;
    }

    public string StorefrontId { get; private init; } = "";

    public long Hash { get; private init; }

    /// <summary>A space between them.</summary>
    public string Words { get; private init; } = "";

    /// <summary>When it was last shared by enough complaints.</summary>
    public int LastWeek { get; private set; }

    public void SharedIn(IsoWeek week) => LastWeek = Math.Max(LastWeek, week.Number);

    public static void Map(EntityTypeBuilder<KnownTerm> table)
    {
        table.ToTable("KnownTerms");
        table.HasKey(row => new { row.StorefrontId, row.Hash });
        table.Property(row => row.Words).HasMaxLength(LongestWords);
        table.HasIndex(row => row.LastWeek);
    }
}
