namespace ComplaintPlatform.Classification.Insights.Statistics;

/// <summary>
/// Is a term more frequent now than it was? The exact conditional test for two Poisson rates (Przyborowski and Wilenski 1940): of all
/// complaints that name the term, now and before, the share that falls into this week is binomial if nothing has changed. The past rate's
/// own uncertainty is thereby part of the test.
/// </summary>
internal static class RiseTest
{
    /// <summary>The chance of at least this count if the rate had stayed; 1 where there is no past to compare with.</summary>
    /// <param name="dispersion">How much more than by chance the weeks differ, at least 1; counts are worth less by that factor.</param>
    public static double PValue(double count, double documents, double pastCount, double pastDocuments, double dispersion = 1)
    {
        if (count <= 0 || documents <= 0 || pastDocuments <= 0)
            return 1;

        return IncompleteBeta.Regularized(documents / (documents + pastDocuments), count / dispersion, (pastCount / dispersion) + 1);
    }

    /// <summary>
    /// How often looking may err when the counts are looked at while they grow: look j may spend 1/(j(j+1)) of the rate, which adds up to
    /// all of it however often one looks.
    /// </summary>
    public static double AtLook(double pValue, int look) => Math.Min(1, pValue * look * (look + 1));
}
