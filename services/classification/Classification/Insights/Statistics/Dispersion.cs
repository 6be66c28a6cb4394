namespace ComplaintPlatform.Classification.Insights.Statistics;

/// <summary>
/// How much more than by chance a term's share differs from one past week to the next (Pearson's statistic per degree of freedom), never
/// less than 1. A term that comes in waves needs a higher one to count as a rise. What chance alone may well do counts as 1.
/// </summary>
internal static class Dispersion
{
    private const int FewestWeeks = 4;

    public static double Of(ReadOnlySpan<int> counts, ReadOnlySpan<int> documents)
    {
        long count = 0, total = 0;
        var weeks = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            count += counts[i];
            total += documents[i];
            weeks += documents[i] > 0 ? 1 : 0;
        }

        if (weeks < FewestWeeks || count == 0)
            return 1;

        var rate = (double)count / total;
        var sum = 0.0;
        for (var i = 0; i < counts.Length; i++)
        {
            if (documents[i] == 0)
                continue;
            var mean = rate * documents[i];
            sum += (counts[i] - mean) * (counts[i] - mean) / mean;
        }

        var dispersion = sum / (weeks - 1);
        // Two standard deviations of the statistic
        return dispersion > 1 + (2 * Math.Sqrt(2.0 / (weeks - 1))) ? dispersion : 1;
    }
}
