using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace ComplaintPlatform.Kernel.Statistics;

/// <summary>A sample by its sums: how many, their sum, and the sum of their squares.</summary>
public readonly record struct Sample(long Count, double Sum, double SumOfSquares);

/// <summary>Welch's t-test of two means (1947, Biometrika 34:28-35), second less first, with its 95 % interval.</summary>
public readonly record struct WelchTest(
    double Difference, double Low, double High, double Statistic, double DegreesOfFreedom, double PValue);

/// <summary>What two samples say of each other.</summary>
public static class TwoSamples
{
    private const double UpperTail = 0.975;

    // What is as unlikely as the table itself must not be lost to the last bit
    private const double AsUnlikely = 1 + 1e-7;

    /// <summary>Neither need be of values that spread alike.</summary>
    /// <returns><c>null</c> where one has fewer than two values, or neither has any spread.</returns>
    public static WelchTest? Welch(Sample first, Sample second)
    {
        if (first.Count < 2 || second.Count < 2)
            return null;

        var (one, other) = (SquaredErrorOf(first), SquaredErrorOf(second));
        var error = Math.Sqrt(one + other);
        if (error == 0)
            return null;

        var difference = (second.Sum / second.Count) - (first.Sum / first.Count);
        var freedom = (one + other) * (one + other) / ((one * one / (first.Count - 1)) + (other * other / (second.Count - 1)));
        var margin = StudentT.InvCDF(0, 1, freedom, UpperTail) * error;
        var statistic = difference / error;
        return new WelchTest(
            difference, difference - margin, difference + margin, statistic, freedom,
            2 * StudentT.CDF(0, 1, freedom, -Math.Abs(statistic)));
    }

    /// <summary>
    /// The 95 % interval of a difference of shares, second less first, by Newcombe's method 10 (1998, Stat. Med. 17:873-890).
    /// </summary>
    /// <param name="first">Successes of how many; at least one.</param>
    public static (double Low, double High) Newcombe((long Successes, long Count) first, (long Successes, long Count) second)
    {
        var (one, other) = ((double)first.Successes / first.Count, (double)second.Successes / second.Count);
        var (firstLow, firstHigh) = Estimate.Wilson(first.Successes, first.Count);
        var (secondLow, secondHigh) = Estimate.Wilson(second.Successes, second.Count);
        return (other - one - Math.Sqrt(Square(other - secondLow) + Square(firstHigh - one)),
            other - one + Math.Sqrt(Square(secondHigh - other) + Square(one - firstLow)));
    }

    /// <summary>
    /// The two-sided p-value of Fisher's exact test (1935, J. R. Stat. Soc. 98:39-82): the sum of the chances of all tables with the same
    /// margins that are no likelier than this one.
    /// </summary>
    public static double FisherExact((long Successes, long Count) first, (long Successes, long Count) second)
    {
        var successes = first.Successes + second.Successes;
        var all = Choose(first.Count + second.Count, successes);
        var seen = ChanceOf(first.Successes);
        var sum = 0.0;
        for (var k = Math.Max(0, successes - second.Count); k <= Math.Min(successes, first.Count); k++)
        {
            if (ChanceOf(k) is var chance && chance <= seen * AsUnlikely)
                sum += chance;
        }

        return Math.Min(1, sum);

        double ChanceOf(long k) => Math.Exp(Choose(first.Count, k) + Choose(second.Count, successes - k) - all);

        static double Choose(long n, long k) =>
            SpecialFunctions.GammaLn(n + 1) - SpecialFunctions.GammaLn(k + 1) - SpecialFunctions.GammaLn(n - k + 1);
    }

    private static double SquaredErrorOf(Sample sample) => Estimate.Variance(sample.Count, sample.Sum, sample.SumOfSquares) / sample.Count;

    private static double Square(double value) => value * value;
}
