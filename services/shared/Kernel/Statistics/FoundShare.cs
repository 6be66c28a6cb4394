using MathNet.Numerics.Distributions;

namespace ComplaintPlatform.Kernel.Statistics;

/// <summary>One part of all cases, of which some were looked at.</summary>
/// <param name="Size">How many cases there are.</param>
/// <param name="Decisions">How many of them were decided.</param>
/// <param name="Effective">
/// What the decisions are worth: their number where each case had the same chance to be looked at, else (sum of weights)² / sum of
/// squared weights (Kish 1965), a weight being the inverse of that chance.
/// </param>
/// <param name="Positive">The share of positive cases among the decided ones, weighted in the same way; 0 where there are none.</param>
public sealed record Stratum(long Size, long Decisions, double Effective, double Positive)
{
    /// <summary>Every case had the same chance to be looked at.</summary>
    public static Stratum Even(long size, long decisions, long positive) =>
        new(size, decisions, decisions, decisions == 0 ? 0 : (double)positive / decisions);

    /// <summary>Cases were looked at by chances of their own.</summary>
    public static Stratum Weighted(long size, long decisions, double weights, double squares, double positiveWeights) =>
        new(size, decisions, squares > 0 ? weights * weights / squares : 0, weights > 0 ? positiveWeights / weights : 0);

    internal bool IsKnown => Size == 0 || Decisions > 0;

    internal (double Low, double High) Interval(double z)
    {
        if (Size == 0)
            return (0, 0);
        // Decided to the last case, the share is known
        return Decisions >= Size ? (Positive, Positive) : Estimate.Wilson(Positive * Effective, Effective, z);
    }
}

/// <summary>
/// Which share of all positive cases a search has found (its recall), where of the cases that it passed over only a sample was looked at.
/// With F found cases of which the share p is positive, and U others of which the share q is positive by the sample, it is
/// F·p / (F·p + U·q). The interval is that of both shares together: each has Wilson's at 97.5 %, so that both hold with 95 % at least
/// (Bonferroni), and the quotient rises with p and falls with q; a part that is decided to the last case has no error. Without a decision
/// in a part that has cases, or without any positive case, there is no figure.
/// </summary>
public static class FoundShare
{
    public const string Method =
        "F·p / (F·p + U·q): F flagged with the share p confirmed, U unflagged with the share q confirmed in the sample (weighted by the inverse of its "
        + "rate); 95 % interval by Wilson's at 97.5 % for p and for q (Bonferroni)";

    private const double UpperTail = 0.9875;

    private static readonly double Z = Normal.InvCDF(0, 1, UpperTail);

    public static Estimate Of(Stratum found, Stratum passedOver)
    {
        var (inFound, inOthers) = (found.Size * found.Positive, passedOver.Size * passedOver.Positive);
        if (!found.IsKnown || !passedOver.IsKnown || inFound + inOthers <= 0)
            return Estimate.None;

        var (p, q) = (found.Interval(Z), passedOver.Interval(Z));
        return Estimate.Of(
            inFound / (inFound + inOthers), found.Decisions + passedOver.Decisions,
            Quotient(found.Size * p.Low, passedOver.Size * q.High), Quotient(found.Size * p.High, passedOver.Size * q.Low));
    }

    private static double Quotient(double part, double rest) => part + rest > 0 ? part / (part + rest) : 0;
}
