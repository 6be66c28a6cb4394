using MathNet.Numerics.Distributions;

namespace ComplaintPlatform.Kernel.Statistics;

/// <summary>
/// A figure with the number of observations behind it and its 95 % confidence interval; without observations there is no figure.
/// </summary>
public sealed record Estimate(double? Value, long Count, double? Low, double? High)
{
    public const string MeanMethod = "mean, 95 % interval by Student's t (1908, Biometrika 6:1-25); one observation has no interval but its scale";
    public const string ShareMethod = "share, 95 % interval by Wilson (1927, J. Am. Stat. Assoc. 22:209-212)";

    private const int Decimals = 4;
    private const double UpperTail = 0.975;

    internal static readonly double Z = Normal.InvCDF(0, 1, UpperTail);

    public static Estimate None { get; } = new(null, 0, null, null);

    /// <summary>
    /// A mean with Student's interval, within the limits that the values have. One observation says nothing about the spread: its interval
    /// is the whole scale, where there is one.
    /// </summary>
    public static Estimate Mean(long count, double sum, double sumOfSquares, double? lowest = null, double? highest = null)
    {
        if (count == 0)
            return None;

        var mean = sum / count;
        if (count == 1)
            return new Estimate(Math.Round(mean, Decimals), 1, highest is null ? null : lowest, lowest is null ? null : highest);
        var margin = StudentT.InvCDF(0, 1, count - 1, UpperTail) * Math.Sqrt(Variance(count, sum, sumOfSquares) / count);
        return Of(mean, count, Math.Max(lowest ?? double.MinValue, mean - margin), Math.Min(highest ?? double.MaxValue, mean + margin));
    }

    /// <summary>A share with Wilson's interval, which holds for few observations and for shares near 0 and 1.</summary>
    public static Estimate Share(long successes, long count)
    {
        if (count == 0)
            return None;
        var (low, high) = Wilson(successes, count);
        return Of((double)successes / count, count, low, high);
    }

    internal static (double Low, double High) Wilson(long successes, long count) => Wilson(successes, count, Z);

    /// <param name="successes">Of a weighted sample, of its effective size.</param>
    /// <param name="count">Of a weighted sample, its effective size.</param>
    /// <param name="z">The quantile of the normal distribution that the level asks for.</param>
    internal static (double Low, double High) Wilson(double successes, double count, double z)
    {
        var share = successes / count;
        var denominator = 1 + (z * z / count);
        var centre = (share + (z * z / (2 * count))) / denominator;
        var margin = z / denominator * Math.Sqrt((share * (1 - share) / count) + (z * z / (4.0 * count * count)));
        return (successes <= 0 ? 0 : Math.Max(0, centre - margin), successes >= count ? 1 : Math.Min(1, centre + margin));
    }

    internal static double Variance(long count, double sum, double sumOfSquares) =>
        Math.Max(0, (sumOfSquares - (sum * (sum / count))) / (count - 1));

    internal static Estimate Of(double value, long count, double low, double high) =>
        new(Math.Round(value, Decimals), count, Math.Round(low, Decimals), Math.Round(high, Decimals));
}
