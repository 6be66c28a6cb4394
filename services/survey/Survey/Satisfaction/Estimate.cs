using MathNet.Numerics.Distributions;

namespace ComplaintPlatform.Survey.Satisfaction;

/// <summary>A figure with the number of answers behind it and its 95 % confidence interval; without answers there is no figure.</summary>
public sealed record Estimate(double? Value, long Count, double? Low, double? High)
{
    private const int Decimals = 4;

    /// <summary>A 95 % interval leaves 2.5 % above it.</summary>
    private const double UpperTail = 0.975;

    private static readonly double Z = Normal.InvCDF(0, 1, UpperTail);

    internal static Estimate None { get; } = new(null, 0, null, null);

    /// <summary>
    /// A mean with Student's interval, kept within the scale. One answer says nothing about the spread: its interval is the whole scale.
    /// </summary>
    internal static Estimate Mean(long count, double sum, double sumOfSquares, double lowest, double highest)
    {
        if (count == 0)
            return None;

        var mean = sum / count;
        if (count == 1)
            return Of(mean, count, lowest, highest);

        var variance = Math.Max(0, (sumOfSquares - (sum * mean)) / (count - 1));
        var margin = StudentT.InvCDF(0, 1, count - 1, UpperTail) * Math.Sqrt(variance / count);
        return Of(mean, count, Math.Max(lowest, mean - margin), Math.Min(highest, mean + margin));
    }

    /// <summary>A share with Wilson's interval, which holds for few answers and for shares near 0 and 1.</summary>
    internal static Estimate Share(long successes, long count)
    {
        if (count == 0)
            return None;

        var share = (double)successes / count;
        var denominator = 1 + (Z * Z / count);
        var centre = (share + (Z * Z / (2 * count))) / denominator;
        var margin = Z / denominator * Math.Sqrt((share * (1 - share) / count) + (Z * Z / (4.0 * count * count)));
        return Of(share, count, successes == 0 ? 0 : Math.Max(0, centre - margin), successes == count ? 1 : Math.Min(1, centre + margin));
    }

    private static Estimate Of(double value, long count, double low, double high) =>
        new(Math.Round(value, Decimals), count, Math.Round(low, Decimals), Math.Round(high, Decimals));
}
