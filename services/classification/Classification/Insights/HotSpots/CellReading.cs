using System.Runtime.InteropServices;
using ComplaintPlatform.Classification.Insights.Counting;
using ComplaintPlatform.Classification.Insights.Statistics;

namespace ComplaintPlatform.Classification.Insights.HotSpots;

/// <param name="Expected">Complaints that would name it if the week were like the ones before.</param>
/// <param name="PValue">Of the rise, for this look; 1 where no test was made.</param>
internal sealed record TermScore(long Term, int Count, double Expected, double ZScore, double PValue);

/// <summary>What a week's counts say against their own past.</summary>
/// <param name="Tested">
/// Terms that the test is about: all that stand in enough complaints of the week and the past together. Which of them are frequent now is
/// what is asked, so that must not choose them.
/// </param>
internal sealed record CellReading(int Tested, IReadOnlyList<TermScore> Scores)
{
    /// <param name="past">The weeks before, in any order.</param>
    /// <param name="look">Number of the look, or 0 to leave the test out.</param>
    public static CellReading Of(TermCell week, IReadOnlyList<TermCell> past, Background background, InsightPolicy policy, int look)
    {
        var pastDocuments = past.Sum(cell => cell.Documents);
        var pastOccurrences = past.Sum(cell => cell.Occurrences);
        var tests = look > 0 && week.Documents >= policy.MinimumComplaints && pastDocuments >= policy.MinimumPastComplaints;
        var filledUp = Math.Max(0, policy.PriorStrength - pastOccurrences);
        var documents = past.Select(cell => cell.Documents).ToArray();
        var counts = new int[past.Count];
        var scores = new List<TermScore>();
        foreach (var term in week.Terms)
        {
            var count = week.CountOf(term);
            if (count < policy.MinimumShared)
                continue;

            for (var i = 0; i < counts.Length; i++)
                counts[i] = past[i].CountOf(term);
            var before = counts.Sum();
            var expected = pastDocuments == 0 ? 0 : (double)week.Documents * before / pastDocuments;
            // What is usual: the week and its past together, filled up from the storefront where there is little past
            var usual = (count + before + (filledUp * background.ShareOf(term))) / (week.Occurrences + pastOccurrences + filledUp);
            var zScore = LogOdds.ZScore(count, week.Occurrences, before, pastOccurrences, policy.PriorStrength * usual,
                policy.PriorStrength);
            var pValue = 1.0;
            if (tests && count > expected)
            {
                // What may have been missed speaks against a rise
                var most = past.Sum(cell => (double)cell.MostOf(term));
                pValue =
                    RiseTest.AtLook(RiseTest.PValue(count, week.Documents, most, pastDocuments, Dispersion.Of(counts, documents)), look);
            }

            scores.Add(new TermScore(term, count, expected, zScore, pValue));
        }

        return new CellReading(tests ? CountTested(week, past, policy.MinimumShared) : 0, scores);
    }

    private static int CountTested(TermCell week, IReadOnlyList<TermCell> past, int minimum)
    {
        var totals = new Dictionary<long, int>();
        foreach (var cell in past.Append(week))
        {
            foreach (var term in cell.Terms)
                CollectionsMarshal.GetValueRefOrAddDefault(totals, term, out _) += cell.CountOf(term);
        }

        return totals.Values.Count(total => total >= minimum);
    }
}
