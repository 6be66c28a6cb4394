using System.Runtime.InteropServices;
using ComplaintPlatform.Classification.Insights.Counting;

namespace ComplaintPlatform.Classification.Insights.HotSpots;

/// <summary>How often terms stand in all complaints of a storefront, this week and before: what is usual there.</summary>
internal sealed class Background
{
    private readonly Dictionary<long, int> _counts = [];

    public Background(IEnumerable<TermCell> weeks)
    {
        foreach (var week in weeks)
        {
            Documents += week.Documents;
            Occurrences += week.Occurrences;
            foreach (var term in week.Terms)
                CollectionsMarshal.GetValueRefOrAddDefault(_counts, term, out _) += week.CountOf(term);
        }
    }

    public long Documents { get; }

    public long Occurrences { get; }

    public int CountOf(long term) => _counts.GetValueOrDefault(term);

    /// <summary>The term's part of all terms, never 0.</summary>
    public double ShareOf(long term) => Math.Max(CountOf(term), 0.5) / Math.Max(Occurrences, 1);
}
