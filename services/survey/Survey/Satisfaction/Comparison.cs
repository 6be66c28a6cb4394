using ComplaintPlatform.Kernel.Statistics;
using MathNet.Numerics.Distributions;

namespace ComplaintPlatform.Survey.Satisfaction;

public enum ComparisonTest { WelchT, TwoProportionZ, FisherExact }

/// <summary>Two samples laid side by side.</summary>
/// <param name="Difference">The second less the first; <c>null</c> where one of them is empty.</param>
/// <param name="Low">Of the 95 % interval of the difference: Welch's for means, Newcombe's for shares.</param>
/// <param name="Test">Which test the p-value is of: Welch's t for means; for shares z with the pooled share, or Fisher's exact test where
/// fewer than five are expected in a cell.</param>
/// <param name="Statistic">t or z; Fisher's test has none.</param>
/// <param name="DegreesOfFreedom">Of Welch's t.</param>
/// <param name="PValue">Two-sided: how often chance alone makes a difference at least as large.</param>
/// <param name="Significant">The p-value is below 0.05. With ten comparisons one in two readers finds such a one by chance.</param>
public sealed record Comparison(
    double? Difference, double? Low, double? High, ComparisonTest? Test, double? Statistic, double? DegreesOfFreedom, double? PValue,
    bool Significant)
{
    private const int Decimals = 4, PDecimals = 6, SmallestExpected = 5;
    private const double Level = 0.05;

    internal static Comparison None { get; } = new(null, null, null, null, null, null, null, false);

    /// <summary>Welch's test: the spreads need not be alike. It takes two on either side to know of a spread.</summary>
    internal static Comparison OfMeans(Sample first, Sample second)
    {
        if (first.Count == 0 || second.Count == 0)
            return None;
        // Alike on either side, or too few: no spread to hold the difference against
        return TwoSamples.Welch(first, second) is { } test
            ? Of(test.Difference, test.Low, test.High, ComparisonTest.WelchT, test.Statistic, test.DegreesOfFreedom, test.PValue)
            : None with { Difference = Math.Round((second.Sum / second.Count) - (first.Sum / first.Count), Decimals) };
    }

    internal static Comparison OfShares((long Successes, long Count) first, (long Successes, long Count) second)
    {
        if (first.Count == 0 || second.Count == 0)
            return None;

        var difference = ((double)second.Successes / second.Count) - ((double)first.Successes / first.Count);
        var (low, high) = TwoSamples.Newcombe(first, second);
        var pooled = (double)(first.Successes + second.Successes) / (first.Count + second.Count);
        var expected = Math.Min(first.Count, second.Count) * Math.Min(pooled, 1 - pooled);
        if (expected < SmallestExpected)
            return Of(difference, low, high, ComparisonTest.FisherExact, null, null, TwoSamples.FisherExact(first, second));

        var statistic = difference / Math.Sqrt(pooled * (1 - pooled) * ((1.0 / first.Count) + (1.0 / second.Count)));
        return Of(difference, low, high, ComparisonTest.TwoProportionZ, statistic, null, 2 * Normal.CDF(0, 1, -Math.Abs(statistic)));
    }

    private static Comparison Of(
        double difference, double low, double high, ComparisonTest test, double? statistic, double? freedom, double p) => new(
            Math.Round(difference, Decimals), Math.Round(low, Decimals), Math.Round(high, Decimals), test,
            statistic is { } value ? Math.Round(value, Decimals) : null, freedom is { } degrees ? Math.Round(degrees, Decimals) : null,
            Math.Round(p, PDecimals), p < Level);
}
