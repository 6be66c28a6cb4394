namespace ComplaintPlatform.Classification.Insights.Statistics;

/// <summary>
/// Of many tests, which to believe so that the expected share of false ones among them stays below a rate (Benjamini and Hochberg 1995).
/// </summary>
internal static class FalseDiscovery
{
    /// <summary>P-values up to this one are believed; 0 when none is.</summary>
    /// <param name="pValues">Those that could be believed; larger ones may be left out.</param>
    /// <param name="tests">How many tests were made in all.</param>
    public static double Threshold(IEnumerable<double> pValues, int tests, double rate)
    {
        var sorted = pValues.Order().ToArray();
        for (var i = sorted.Length; i > 0; i--)
        {
            if (sorted[i - 1] <= rate * i / Math.Max(tests, sorted.Length))
                return sorted[i - 1];
        }

        return 0;
    }
}
