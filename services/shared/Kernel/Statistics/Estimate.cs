using MathNet.Numerics.Distributions;

namespace ComplaintPlatform.Kernel.Statistics;

/// <summary>
/// A figure with the number of observations behind it and its 95 % confidence interval; without observations there is no figure.
/// </summary>
public sealed record Estimate(double? Value, int Count, double? Low, double? High)
{
    public const string MeanMethod = "mean, 95 % interval by Student's t (1908, Biometrika 6:1-25); one observation has no interval";
    public const string ShareMethod = "share, 95 % interval by Wilson (1927, J. Am. Stat. Assoc. 22:209-212)";

    private const int Decimals = 4;
    private const double UpperTail = 0.975;

    internal static readonly double Z = Normal.InvCDF(0, 1, UpperTail);

    public static Estimate None { get; } = new(null, 0, null, null);

    /// <summary>A mean with Student's interval, within the limits that the values have.</summary>
    public static Estimate Mean(int count, double sum, double sumOfSquares, double lowest = double.MinValue,
        double highest = double.MaxValue)
    {
        if (count == 0)
            return None;

        var mean = sum / count;
        if (count == 1)
            return new Estimate(Math.Round(mean, Decimals), 1, null, null);
        var margin = StudentT.InvCDF(0, 1, count - 1, UpperTail) * Math.Sqrt(Variance(count, sum, sumOfSquares) / count);
        return Of(mean, count, Math.Max(lowest, mean - margin), Math.Min(highest, mean + margin));
    }

    /// <summary>A share with Wilson's interval, which holds for few observations and for shares near 0 and 1.</summary>
    public static Estimate Share(int successes, int count)
    {
        if (count == 0)
            return None;
        var (low, high) = Wilson(successes, count);
        return Of((double)successes / count, count, low, high);
    }

    internal static (double Low, double High) Wilson(int successes, int count)
    {
        var share = (double)successes / count;
        var denominator = 1 + (Z * Z / count);
        var centre = (share + (Z * Z / (2 * count))) / denominator;
        var margin = Z / denominator * Math.Sqrt((share * (1 - share) / count) + (Z * Z / (4.0 * count * count)));
        return (successes == 0 ? 0 : Math.Max(0, centre - margin), successes == count ? 1 : Math.Min(1, centre + margin));
    }

    internal static double Variance(int count, double sum, double sumOfSquares) =>
        Math.Max(0, (sumOfSquares - (sum * (sum / count))) / (count - 1));

    private static Estimate Of(double value, int count, double low, double high) =>
        new(Math.Round(value, Decimals), count, Math.Round(low, Decimals), Math.Round(high, Decimals));
}
