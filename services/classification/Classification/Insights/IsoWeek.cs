using System.Globalization;

namespace ComplaintPlatform.Classification.Insights;

/// <summary>A calendar week by ISO 8601, in UTC, as year * 100 + week: it sorts, and it is what the tables hold.</summary>
internal readonly record struct IsoWeek(int Number) : IComparable<IsoWeek>
{
    public static IsoWeek Of(DateTimeOffset time) =>
        new((ISOWeek.GetYear(time.UtcDateTime) * 100) + ISOWeek.GetWeekOfYear(time.UtcDateTime));

    /// <summary>Reads <c>2026-W47</c>.</summary>
    public static bool TryParse(string text, out IsoWeek week)
    {
        week = default;
        if (text is not [_, _, _, _, '-', 'W', _, _]
            || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(text.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || year is < 2000 or > 9998 || number < 1 || number > ISOWeek.GetWeeksInYear(year))
            return false;

        week = new IsoWeek((year * 100) + number);
        return true;
    }

    public IsoWeek Add(int weeks) => Of(new DateTimeOffset(Monday.AddDays(7 * weeks), TimeSpan.Zero));

    public int CompareTo(IsoWeek other) => Number.CompareTo(other.Number);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number / 100:D4}-W{Number % 100:D2}");

    public DateTime Monday => ISOWeek.ToDateTime(Number / 100, Number % 100, DayOfWeek.Monday);
}
