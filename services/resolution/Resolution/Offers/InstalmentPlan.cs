using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Resolution.Offers;

/// <summary>A sum in parts: all but alike, in whole units of the currency, and together exactly the sum.</summary>
internal static class InstalmentPlan
{
    /// <returns><c>null</c> where there are more parts than units.</returns>
    public static IReadOnlyList<Money>? Split(Money value, int parts)
    {
        var unit = Unit(value.Currency);
        var units = value.Amount / unit;
        // A sum below the smallest unit cannot be paid in parts
        if (units != decimal.Truncate(units) || units < parts)
            return null;
        var (each, rest) = (decimal.Truncate(units / parts), units % parts);
        return [.. Enumerable.Range(0, parts).Select(part => new Money((each + (part < rest ? 1 : 0)) * unit, value.Currency))];
    }

    private static decimal Unit(string currency) => new(1, 0, 0, false, (byte)Currencies.Decimals(currency));
}
