namespace ComplaintPlatform.Classification.Insights.Statistics;

/// <summary>The regularised incomplete beta function: every binomial tail is one of its values, for whole and for broken counts.</summary>
internal static class IncompleteBeta
{
    private const int MostSteps = 20_000;
    private const double Precision = 1e-14;
    private const double Tiny = 1e-300;

    // Lanczos' approximation with g = 7, good to 15 digits
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
        -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    public static double Regularized(double x, double a, double b)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(a);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(b);
        if (x <= 0)
            return 0;
        if (x >= 1)
            return 1;

        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x)));
        // The fraction converges fast on this side of the mean only
        var value = x < (a + 1) / (a + b + 2)
            ? front * Fraction(x, a, b) / a
            : 1 - (front * Fraction(1 - x, b, a) / b);
        return Math.Clamp(value, 0, 1);
    }

    public static double LogGamma(double value)
    {
        if (value < 0.5)
            return Math.Log(Math.PI / Math.Sin(Math.PI * value)) - LogGamma(1 - value);

        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++)
            sum += Lanczos[i] / (value - 1 + i);
        var t = value + 6.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((value - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    // Lentz's way of reading the continued fraction
    private static double Fraction(double x, double a, double b)
    {
        var c = 1.0;
        var d = Inverse(1 - ((a + b) * x / (a + 1)));
        var result = d;
        for (var m = 1; m <= MostSteps; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = Inverse(1 + (even * d));
            c = Floor(1 + (even / c));
            result *= c * d;

            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = Inverse(1 + (odd * d));
            c = Floor(1 + (odd / c));
            result *= c * d;
            if (Math.Abs((c * d) - 1) < Precision)
                break;
        }

        return result;
    }

    private static double Inverse(double value) => 1 / Floor(value);

    private static double Floor(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
