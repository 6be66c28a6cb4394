using MathNet.Numerics.Distributions;

namespace ComplaintPlatform.Kernel.Statistics;

/// <summary>
/// How one rate of events compares with another: the conditional exact method for two Poisson rates. Given the sum of both counts, the
/// second is binomial, whatever the rates are (Przyborowski and Wilenski 1940, Biometrika 31:313); the limits of its share by Clopper and
/// Pearson (1934, Biometrika 26:404) are those of the ratio. No count is too small for it, and it never claims more than 95 %.
/// </summary>
/// <param name="Value">The second rate by the first. Unknown where the first has no events or one has no exposure.</param>
/// <param name="Low">0 where the second has no events.</param>
/// <param name="High">Unknown, which is without limit, where the first has no events.</param>
/// <param name="PValue">Two-sided, for equal rates: twice the smaller tail. Below 0.05 exactly when the interval does not hold 1.</param>
public sealed record RateRatio(double? Value, double? Low, double? High, double? PValue)
{
    public const string Method =
        "Ratio of two Poisson rates, conditional exact 95 % interval and test (Przyborowski and Wilenski 1940, Biometrika 31:313-323; "
        + "Clopper and Pearson 1934, Biometrika 26:404-413)";

    private const double Tail = 0.025;
    private const int Decimals = 4, PDecimals = 6;

    public static RateRatio Unknown { get; } = new(null, null, null, null);

    /// <summary>Compares the second with the first: below 1 it became less.</summary>
    public static RateRatio Of(long firstEvents, long firstExposure, long secondEvents, long secondExposure)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstEvents);
        ArgumentOutOfRangeException.ThrowIfNegative(secondEvents);
        var both = firstEvents + secondEvents;
        // Without any event nothing is known of the ratio, whatever the exposures
        if (firstExposure <= 0 || secondExposure <= 0 || both == 0)
            return Unknown;

        var odds = (double)firstExposure / secondExposure;
        var expected = (double)secondExposure / (firstExposure + (double)secondExposure);
        double? low = secondEvents == 0 ? 0 : Ratio(Beta.InvCDF(secondEvents, firstEvents + 1, Tail));
        double? high = firstEvents == 0 ? null : Ratio(Beta.InvCDF(secondEvents + 1, firstEvents, 1 - Tail));
        double? value = firstEvents == 0 ? null : (double)secondEvents / firstEvents * odds;
        // The tails of the binomial by the incomplete beta function: a sum of terms would take as long as there are events
        var atMost = firstEvents == 0 ? 1 : 1 - Beta.CDF(secondEvents + 1, firstEvents, expected);
        var atLeast = secondEvents == 0 ? 1 : Beta.CDF(secondEvents, firstEvents + 1, expected);
        var p = Math.Min(1, 2 * Math.Min(atMost, atLeast));
        return new RateRatio(Rounded(value), Rounded(low), Rounded(high), Math.Round(p, PDecimals));

        double Ratio(double share) => share / (1 - share) * odds;
    }

    private static double? Rounded(double? value) => value is { } known ? Math.Round(known, Decimals) : null;
}
