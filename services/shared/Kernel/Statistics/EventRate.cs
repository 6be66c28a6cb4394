using MathNet.Numerics.Distributions;

namespace ComplaintPlatform.Kernel.Statistics;

/// <summary>
/// Events for each thousand of an exposure, such as complaints per 1,000 orders, with the exact 95 % interval of a Poisson count (Garwood
/// 1936, Biometrika 28:437). It holds for small counts, none included: 0 events do not mean a rate of 0, and the upper end says how high
/// it may be.
/// </summary>
/// <param name="PerThousand">Unknown where there was no exposure: nothing is divided by an empty set.</param>
/// <param name="Events">How many were counted.</param>
/// <param name="Exposure">Against how many.</param>
public sealed record EventRate(double? PerThousand, long Events, long Exposure, double? Low, double? High)
{
    public const string Method = "Poisson rate, exact 95 % interval (Garwood 1936, Biometrika 28:437-442)";

    private const double Tail = 0.025;
    private const int Decimals = 4;

    public static EventRate Of(long events, long exposure)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        ArgumentOutOfRangeException.ThrowIfNegative(exposure);
        if (exposure == 0)
            return new EventRate(null, events, 0, null, null);

        var (low, high) = Interval(events);
        var scale = 1_000.0 / exposure;
        return new EventRate(Rounded(events * scale), events, exposure, Rounded(low * scale), Rounded(high * scale));
    }

    /// <summary>Between which expectations the count is not surprising, 2.5 % on each side.</summary>
    public static (double Low, double High) Interval(long events) =>
        (events == 0 ? 0 : ChiSquared.InvCDF(2.0 * events, Tail) / 2, ChiSquared.InvCDF(2.0 * (events + 1), 1 - Tail) / 2);

    private static double Rounded(double value) => Math.Round(value, Decimals);
}
