namespace ComplaintPlatform.Survey.Satisfaction;

/// <summary>Student's t distribution.</summary>
internal static class StudentT
{
    private const double Precision = 1e-12;

    /// <summary>The value below which a share <paramref name="probability"/> of the distribution lies.</summary>
    public static double Quantile(double probability, int degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        if (probability is <= 0 or >= 1)
            throw new ArgumentOutOfRangeException(nameof(probability));
        if (probability < 0.5)
            return -Quantile(1 - probability, degreesOfFreedom);

        double low = 0, high = 1;
        while (Cumulative(high, degreesOfFreedom) < probability)
            high *= 2;
        while (high - low > Precision * Math.Max(1, high))
        {
            var middle = (low + high) / 2;
            if (Cumulative(middle, degreesOfFreedom) < probability)
                low = middle;
            else
                high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>The share of the distribution below <paramref name="t"/>.</summary>
    public static double Cumulative(double t, int degreesOfFreedom)
    {
        var tail = IncompleteBeta(degreesOfFreedom / 2.0, 0.5, degreesOfFreedom / (degreesOfFreedom + (t * t))) / 2;
        return t >= 0 ? 1 - tail : tail;
    }

    // The regularised incomplete beta function, by its continued fraction (Lentz' method)
    private static double IncompleteBeta(double a, double b, double x)
    {
        if (x is <= 0 or >= 1)
            return Math.Clamp(x, 0, 1);
        // The fraction converges fast on this side only
        if (x > (a + 1) / (a + b + 2))
            return 1 - IncompleteBeta(b, a, 1 - x);

        const double tiny = 1e-300;
        const int mostSteps = 10_000;
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x))) / a;
        double c = 1, d = 1 / NotZero(1 - ((a + b) * x / (a + 1))), fraction = d;
        for (var m = 1; m <= mostSteps; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = 1 / NotZero(1 + (even * d));
            c = NotZero(1 + (even / c));
            fraction *= d * c;

            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 / NotZero(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            fraction *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-15)
                break;
        }

        return front * fraction;

        static double NotZero(double value) => Math.Abs(value) < tiny ? tiny : value;
    }

    // Stirling's series, after moving the argument to where it converges
    private static double LogGamma(double x)
    {
        var shift = 0.0;
        while (x < 15)
            shift -= Math.Log(x++);
        var inverse = 1 / (x * x);
        var series = (1 / 12.0 - (inverse * (1 / 360.0 - (inverse * (1 / 1260.0 - (inverse / 1680.0)))))) / x;
        return shift + ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + series;
    }
}
