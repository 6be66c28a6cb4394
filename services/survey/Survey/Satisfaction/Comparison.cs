using MathNet.Numerics;
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
    private const double UpperTail = 0.975, Level = 0.05;

    private static readonly double Z = Normal.InvCDF(0, 1, UpperTail);

    internal static Comparison None { get; } = new(null, null, null, null, null, null, null, false);

    /// <summary>Welch's test: the spreads need not be alike. It takes two on either side to know of a spread.</summary>
    internal static Comparison OfMeans(
        (long Count, double Sum, double SumOfSquares) first, (long Count, double Sum, double SumOfSquares) second)
    {
        if (first.Count == 0 || second.Count == 0)
            return None;

        var difference = (second.Sum / second.Count) - (first.Sum / first.Count);
        if (first.Count < 2 || second.Count < 2)
            return new Comparison(Math.Round(difference, Decimals), null, null, null, null, null, null, false);

        var (one, other) = (ErrorOf(first), ErrorOf(second));
        var error = Math.Sqrt(one + other);
        if (error == 0)
        {
            // All alike on either side: no spread to hold the difference against
            return new Comparison(Math.Round(difference, Decimals), null, null, null, null, null, null, false);
        }

        var freedom = Math.Pow(one + other, 2)
            / ((one * one / (first.Count - 1)) + (other * other / (second.Count - 1)));
        var statistic = difference / error;
        var margin = StudentT.InvCDF(0, 1, freedom, UpperTail) * error;
        return Of(difference, difference - margin, difference + margin, ComparisonTest.WelchT, statistic, freedom,
            2 * StudentT.CDF(0, 1, freedom, -Math.Abs(statistic)));
    }

    internal static Comparison OfShares((long Successes, long Count) first, (long Successes, long Count) second)
    {
        if (first.Count == 0 || second.Count == 0)
            return None;

        var (one, other) = ((double)first.Successes / first.Count, (double)second.Successes / second.Count);
        var (low, high) = (Wilson(first), Wilson(second));
        var lower = other - one - Math.Sqrt(Math.Pow(other - high.Low, 2) + Math.Pow(low.High - one, 2));
        var upper = other - one + Math.Sqrt(Math.Pow(high.High - other, 2) + Math.Pow(one - low.Low, 2));
        var pooled = (double)(first.Successes + second.Successes) / (first.Count + second.Count);
        var expected = Math.Min(first.Count, second.Count) * Math.Min(pooled, 1 - pooled);
        if (expected < SmallestExpected)
            return Of(other - one, lower, upper, ComparisonTest.FisherExact, null, null, Fisher(first, second));

        var statistic = (other - one) / Math.Sqrt(pooled * (1 - pooled) * ((1.0 / first.Count) + (1.0 / second.Count)));
        return Of(other - one, lower, upper, ComparisonTest.TwoProportionZ, statistic, null, 2 * Normal.CDF(0, 1, -Math.Abs(statistic)));
    }

    private static double ErrorOf((long Count, double Sum, double SumOfSquares) sample) =>
        Math.Max(0, (sample.SumOfSquares - (sample.Sum * sample.Sum / sample.Count)) / (sample.Count - 1)) / sample.Count;

    private static (double Low, double High) Wilson((long Successes, long Count) sample)
    {
        double n = sample.Count, share = sample.Successes / n, denominator = 1 + (Z * Z / n);
        var centre = (share + (Z * Z / (2 * n))) / denominator;
        var margin = Z / denominator * Math.Sqrt((share * (1 - share) / n) + (Z * Z / (4 * n * n)));
        return (Math.Max(0, centre - margin), Math.Min(1, centre + margin));
    }

    /// <summary>The sum of the chances of all tables with these margins that are no likelier than this one.</summary>
    private static double Fisher((long Successes, long Count) first, (long Successes, long Count) second)
    {
        var successes = first.Successes + second.Successes;
        var all = first.Count + second.Count;
        var observed = ChanceOf(first.Successes);
        var sum = 0.0;
        for (var k = Math.Max(0, successes - second.Count); k <= Math.Min(successes, first.Count); k++)
        {
            // Equal chances differ in their last digits
            if (ChanceOf(k) is var chance && chance <= observed * (1 + 1e-7))
                sum += chance;
        }

        return Math.Min(1, sum);

        double ChanceOf(long k) => Math.Exp(Choose(first.Count, k) + Choose(second.Count, successes - k) - Choose(all, successes));

        static double Choose(long n, long k) =>
            SpecialFunctions.GammaLn(n + 1) - SpecialFunctions.GammaLn(k + 1) - SpecialFunctions.GammaLn(n - k + 1);
    }

    private static Comparison Of(
        double difference, double low, double high, ComparisonTest test, double? statistic, double? freedom, double p) => new(
            Math.Round(difference, Decimals), Math.Round(low, Decimals), Math.Round(high, Decimals), test,
            statistic is { } value ? Math.Round(value, Decimals) : null, freedom is { } degrees ? Math.Round(degrees, Decimals) : null,
            Math.Round(p, PDecimals), p < Level);
}
