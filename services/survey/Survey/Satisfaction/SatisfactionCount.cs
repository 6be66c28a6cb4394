using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Survey.Satisfaction;

/// <summary>
/// The counts of one day and one value of one dimension, so that a figure over a year adds up some thousand rows instead of a million
/// answers. A day in which something changes is counted from its answers until it is counted anew: see <see cref="RecountMark"/>.
/// </summary>
internal sealed class SatisfactionCount : IStorefrontOwned
{
    private SatisfactionCount()
    {
    }

    public string StorefrontId { get; private init; } = "";

    public SatisfactionDimension Dimension { get; private init; }

    /// <summary>The day on which the cases closed, where the storefront is.</summary>
    public string Day { get; private init; } = "";

    /// <summary>The value of the dimension; empty where a complaint has none.</summary>
    public string Key { get; private init; } = "";

    /// <summary>The first and the last case of the day that is in it: whether a period holds the whole of it.</summary>
    public DateTimeOffset FirstAt { get; private init; }

    public DateTimeOffset LastAt { get; private init; }

    public long Asked { get; private set; }

    public long Answered { get; private set; }

    public long Scored { get; private set; }

    public long Sum { get; private set; }

    public long SumOfSquares { get; private set; }

    public long Satisfied { get; private set; }

    public long Judged { get; private set; }

    public long Solved { get; private set; }

    public long Rated { get; private set; }

    public long Promoters { get; private set; }

    public long Detractors { get; private set; }

    public long ByOwnAgent { get; private set; }

    /// <summary>See <see cref="Durations"/>.</summary>
    public byte[]? Waits { get; private set; }

    public byte[]? Repairs { get; private set; }

    /// <summary>All rows of one day of a storefront.</summary>
    public static IEnumerable<SatisfactionCount> OfDay(string storefrontId, string day, IReadOnlyList<AskedCustomer> customers)
    {
        if (customers.Count == 0)
            yield break;

        var (first, last) = (customers.Min(customer => customer.ClosedAt), customers.Max(customer => customer.ClosedAt));
        foreach (var dimension in Enum.GetValues<SatisfactionDimension>())
        {
            foreach (var group in customers.GroupBy(customer => customer.KeyOf(dimension)))
            {
                var tally = group.Aggregate(Tally.None, (sum, customer) => sum + Tally.Of(customer));
                yield return new SatisfactionCount
                {
                    StorefrontId = storefrontId,
                    Dimension = dimension,
                    Day = day,
                    Key = group.Key,
                    FirstAt = first,
                    LastAt = last,
                    Asked = tally.Asked,
                    Answered = tally.Answered,
                    Scored = tally.Scored,
                    Sum = tally.Sum,
                    SumOfSquares = tally.SumOfSquares,
                    Satisfied = tally.Satisfied,
                    Judged = tally.Judged,
                    Solved = tally.Solved,
                    Rated = tally.Rated,
                    Promoters = tally.Promoters,
                    Detractors = tally.Detractors,
                    ByOwnAgent = tally.ByOwnAgent,
                    Waits = tally.Waits.Pack(),
                    Repairs = tally.Repairs.Pack(),
                };
            }
        }
    }

    public static void Map(EntityTypeBuilder<SatisfactionCount> table)
    {
        table.ToTable("SatisfactionCounts");
        table.HasKey(row => new { row.StorefrontId, row.Dimension, row.Day, row.Key });
        table.HasIndex(row => new { row.Day, row.StorefrontId });
        table.Property(row => row.Day).HasMaxLength(10);
    }
}

/// <summary>
/// Something changed in a day, in the commit that changed it. Only ever added, so that no two writers meet; the count that starts later
/// takes away those it has seen, and what came meanwhile is counted again.
/// </summary>
internal sealed class RecountMark : IStorefrontOwned
{
    private RecountMark()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public string Day { get; private init; } = "";

    public static RecountMark Of(string storefrontId, string day) =>
        new() { Id = SequentialId.Next(), StorefrontId = storefrontId, Day = day };

    public static void Map(EntityTypeBuilder<RecountMark> table)
    {
        table.ToTable("RecountMarks");
        table.Property(row => row.Day).HasMaxLength(10);
        table.HasIndex(row => new { row.StorefrontId, row.Day });
    }
}
