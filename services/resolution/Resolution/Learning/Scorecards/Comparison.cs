using ComplaintPlatform.Kernel.Statistics;

namespace ComplaintPlatform.Resolution.Learning.Scorecards;

/// <summary>
/// How a figure after something differs from the one before. What cannot be tested, because there are too few observations or because
/// they do not differ among themselves, is <c>null</c>.
/// </summary>
/// <param name="Difference">After less before.</param>
/// <param name="PValue">Two-sided, for no difference.</param>
public sealed record Comparison(double? Difference, double? Low, double? High, double? PValue)
{
    public const string WelchMethod =
        "difference of means, Welch's t-test for unequal variances with 95 % interval (Welch 1947, Biometrika 34:28-35)";

    public const string FisherMethod =
        "difference of shares, Fisher's exact test (1935, J. R. Stat. Soc. 98:39-82), 95 % interval by Newcombe's method 10 "
        + "(1998, Stat. Med. 17:873-890)";

    private const int Decimals = 4, PDecimals = 6;

    public static Comparison Unknown { get; } = new(null, null, null, null);

    /// <summary>Compares two means; neither need be of values that spread alike.</summary>
    public static Comparison OfMeans(Sample before, Sample after)
    {
        if (TwoSamples.Welch(before, after) is { } test)
            return Of(test.Difference, test.Low, test.High, test.PValue);
        // Alike on either side: the difference is known, and nothing to hold it against
        return before.Count < 2 || after.Count < 2
            ? Unknown
            : Unknown with { Difference = Math.Round((after.Sum / after.Count) - (before.Sum / before.Count), Decimals) };
    }

    /// <summary>Compares two shares; exact for counts of any size.</summary>
    public static Comparison OfShares((long Successes, long Count) before, (long Successes, long Count) after)
    {
        if (before.Count == 0 || after.Count == 0)
            return Unknown;

        var (low, high) = TwoSamples.Newcombe(before, after);
        var difference = ((double)after.Successes / after.Count) - ((double)before.Successes / before.Count);
        return Of(difference, low, high, TwoSamples.FisherExact(before, after));
    }

    private static Comparison Of(double difference, double low, double high, double p) => new(
        Math.Round(difference, Decimals), Math.Round(low, Decimals), Math.Round(high, Decimals), Math.Round(p, PDecimals));
}
