using System.Globalization;
using ComplaintPlatform.Classification.Insights.Counting;
using ComplaintPlatform.Classification.Insights.Terms;
using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Classification.Insights.HotSpots;

/// <summary>A term that stands out in one week of a category, product, store or storefront, as of the last look.</summary>
internal sealed class HotSpot : IStorefrontOwned
{
    private HotSpot()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public InsightDimension Dimension { get; private init; }

    public string Value { get; private init; } = "";

    public int Week { get; private init; }

    /// <summary>The term's words, a space between them.</summary>
    public string Words { get; private init; } = "";

    public string Term => Terms.Term.Readable(Words);

    public int Count { get; private set; }

    /// <summary>Complaints of this value in this week.</summary>
    public int Documents { get; private set; }

    public double Expected { get; private set; }

    public double ZScore { get; private set; }

    /// <summary>The smallest of all looks of the week, each made to pay for itself; valid however often one looks.</summary>
    public double PValue { get; private set; } = 1;

    /// <summary>When the rise was found; <c>null</c> where there is none.</summary>
    public DateTimeOffset? FlaggedAt { get; private set; }

    /// <summary>Phrases that say it more closely, a line each.</summary>
    public string Phrases { get; private set; } = "";

    /// <summary>Ids of complaints, with commas.</summary>
    public string Examples { get; private set; } = "";

    public int Version { get; private set; }

    public double Share => Documents == 0 ? 0 : (double)Count / Documents;

    public IReadOnlyList<string> PhraseList => Phrases.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<Guid> ExampleList => [.. Examples.Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(id => Guid.Parse(id, CultureInfo.InvariantCulture))];

    public static HotSpot Of(TermCounts counts, string words) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = counts.StorefrontId,
        Dimension = counts.Dimension,
        Value = counts.Value,
        Week = counts.Week,
        Words = words,
    };

    public void Update(TermScore score, TermCell cell, IReadOnlyList<string> phrases)
    {
        Count = score.Count;
        Documents = cell.Documents;
        Expected = score.Expected;
        ZScore = score.ZScore;
        PValue = Math.Min(PValue, score.PValue);
        Phrases = string.Join('\n', phrases);
        Examples = string.Join(',', cell.ExamplesOf(score.Term).Select(id => id.ToString("N")));
        Version++;
    }

    public HotSpotFlagged Flag(double falseAlarmRate, DateTimeOffset now)
    {
        FlaggedAt = now;
        Version++;
        return new HotSpotFlagged
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            Version = Version,
            Week = new IsoWeek(Week).ToString(),
            Dimension = EnumText.Of(Dimension),
            Value = Value,
            Term = Term,
            Count = Count,
            Share = Share,
            Expected = Expected,
            ZScore = ZScore,
            PValue = PValue,
            FalseAlarmRate = falseAlarmRate,
            Examples = ExampleList,
        };
    }

    public static void Map(EntityTypeBuilder<HotSpot> table)
    {
        table.ToTable("HotSpots");
        table.Ignore(row => row.Term);
        table.Property(row => row.Value).HasMaxLength(TermCounts.LongestValue);
        table.Property(row => row.Words).HasMaxLength(KnownTerm.LongestWords);
        table.Property(row => row.Phrases).HasMaxLength(400);
        table.HasIndex(row => new { row.StorefrontId, row.Week, row.Dimension, row.Value, row.Words }).IsUnique();
        table.HasIndex(row => new { row.StorefrontId, row.Week, row.Dimension, row.ZScore });
        table.HasIndex(row => new { row.Week, row.FlaggedAt });
    }
}
