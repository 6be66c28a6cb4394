namespace ComplaintPlatform.Classification.Facts;

internal static class Confidences
{
    private const double AtTheLimit = 0.55;

    /// <summary>A sum right at a limit is nearly a coin toss; one point away it is not.</summary>
    public static double FromLimits(double total, double lower, double upper)
    {
        var distance = Math.Min(Math.Abs(total - lower), Math.Abs(total - upper));
        return Math.Round(Math.Min(0.95, AtTheLimit + (0.4 * distance)), 4);
    }
}
