using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace ComplaintPlatform.Kernel.Statistics;

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

    // What is as unlikely as the table itself must not be lost to the last bit
    private const double AsUnlikely = 1 + 1e-7;

    public static Comparison Unknown { get; } = new(null, null, null, null);

    public readonly record struct Sample(int Count, double Sum, double SumOfSquares);

    /// <summary>Compares two means; neither need be of values that spread alike.</summary>
    public static Comparison OfMeans(Sample before, Sample after)
    {
        if (before.Count < 2 || after.Count < 2)
            return Unknown;

        var (first, second) = (ErrorOf(before), ErrorOf(after));
        var error = Math.Sqrt(first + second);
        var difference = (after.Sum / after.Count) - (before.Sum / before.Count);
        if (error == 0)
            return Unknown with { Difference = Math.Round(difference, Decimals) };

        var freedom = (first + second) * (first + second)
            / ((first * first / (before.Count - 1)) + (second * second / (after.Count - 1)));
        var margin = StudentT.InvCDF(0, 1, freedom, 0.975) * error;
        var p = 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(difference / error));
        return Of(difference, difference - margin, difference + margin, p);
    }

    /// <summary>Compares two shares; exact for counts of any size.</summary>
    public static Comparison OfShares(int before, int beforeCount, int after, int afterCount)
    {
        if (beforeCount == 0 || afterCount == 0)
            return Unknown;

        var (first, second) = ((double)before / beforeCount, (double)after / afterCount);
        var (firstLow, firstHigh) = Estimate.Wilson(before, beforeCount);
        var (secondLow, secondHigh) = Estimate.Wilson(after, afterCount);
        var difference = second - first;
        return Of(
            difference,
            difference - Math.Sqrt(Square(second - secondLow) + Square(firstHigh - first)),
            difference + Math.Sqrt(Square(secondHigh - second) + Square(first - firstLow)),
            Fisher(before, beforeCount, after, afterCount));
    }

    // All tables with the same margins that are no likelier than this one
    private static double Fisher(int before, int beforeCount, int after, int afterCount)
    {
        var (successes, total) = (before + after, beforeCount + afterCount);
        var all = SpecialFunctions.BinomialLn(total, successes);
        var seen = Chance(before);
        var sum = 0.0;
        for (var k = Math.Max(0, successes - afterCount); k <= Math.Min(successes, beforeCount); k++)
        {
            var chance = Chance(k);
            if (chance <= seen * AsUnlikely)
                sum += chance;
        }

        return Math.Min(1, sum);

        double Chance(int k) => Math.Exp(
            SpecialFunctions.BinomialLn(beforeCount, k) + SpecialFunctions.BinomialLn(afterCount, successes - k) - all);
    }

    private static double ErrorOf(Sample sample) => Estimate.Variance(sample.Count, sample.Sum, sample.SumOfSquares) / sample.Count;

    private static double Square(double value) => value * value;

    private static Comparison Of(double difference, double low, double high, double p) => new(
        Math.Round(difference, Decimals), Math.Round(low, Decimals), Math.Round(high, Decimals), Math.Round(p, PDecimals));
}
