namespace ComplaintPlatform.Classification.Insights.Statistics;

/// <summary>
/// How much a term stands out: the log-odds ratio with an informative Dirichlet prior, over its standard deviation (Monroe, Colaresi and
/// Quinn 2008, "Fightin' Words", formulas 16, 20 and 22). Rare terms are drawn to the prior, so that one odd word does not lead the list.
/// </summary>
internal static class LogOdds
{
    /// <param name="count">Of the term now.</param>
    /// <param name="total">Of all terms now.</param>
    /// <param name="prior">Pseudo-counts of the term, above 0; its part of <paramref name="priorTotal"/> is its share elsewhere.</param>
    public static double ZScore(double count, double total, double pastCount, double pastTotal, double prior, double priorTotal)
    {
        var now = Log(count + prior, total + priorTotal);
        var before = Log(pastCount + prior, pastTotal + priorTotal);
        return (now - before) / Math.Sqrt((1 / (count + prior)) + (1 / (pastCount + prior)));
    }

    private static double Log(double part, double whole) => Math.Log(part / Math.Max(whole - part, double.Epsilon));
}
