using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Resolution.Compensation;

internal static class Sums
{
    /// <summary>Of sums in one currency; a sum that no column could hold counts as the largest one.</summary>
    public static Money Total(this IEnumerable<Money> sums, string currency) =>
        new(Math.Min(sums.Where(s => s.Currency == currency).Sum(s => s.Amount), Money.MaxAmount), currency);
}
