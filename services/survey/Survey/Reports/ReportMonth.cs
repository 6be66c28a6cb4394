using System.Globalization;
using ComplaintPlatform.Web.Http;
using NodaTime;
using NodaTime.Text;

namespace ComplaintPlatform.Survey.Reports;

/// <summary>A calendar month where the storefront is.</summary>
internal sealed record ReportMonth(YearMonth Value, DateTimeZone Zone)
{
    private static readonly YearMonthPattern Pattern = YearMonthPattern.CreateWithInvariantCulture("uuuu-MM");

    public DateTimeOffset From => StartOf(Value);

    public DateTimeOffset To => StartOf(Next.Value);

    public ReportMonth Previous => this with { Value = Value.PlusMonths(-1) };

    public ReportMonth Next => this with { Value = Value.PlusMonths(1) };

    public int Days => Value.ToDateInterval().Length;

    /// <summary>The last months, this one included, oldest first.</summary>
    public IEnumerable<string> Last(int months) =>
        Enumerable.Range(0, months).Select(at => Text(Value.PlusMonths(at + 1 - months)));

    public static ReportMonth Of(DateTimeOffset now, DateTimeZone zone) =>
        new(Instant.FromDateTimeOffset(now).InZone(zone).Date.ToYearMonth(), zone);

    /// <summary>The named month, or the last one that is over.</summary>
    /// <exception cref="ValidationProblemException">It is no month, or has not come.</exception>
    public static ReportMonth Read(string? text, DateTimeZone zone, DateTimeOffset now)
    {
        var current = Of(now, zone);
        if (text is null)
            return current.Previous;
        if (Pattern.Parse(text) is not { Success: true } parsed || parsed.Value.Year < 2000)
            throw new ValidationProblemException("parameter.invalid", ("/month", "Must be a month such as 2026-11. | 必须是如 2026-11 的月份。"));
        return parsed.Value <= current.Value
            ? new ReportMonth(parsed.Value, zone)
            : throw new ValidationProblemException("parameter.invalid", ("/month", "This month has not come yet. | 该月份尚未到来。"));
    }

    public override string ToString() => Text(Value);

    private static string Text(YearMonth month) => month.ToString("uuuu-MM", CultureInfo.InvariantCulture);

    private DateTimeOffset StartOf(YearMonth month) => Zone.AtStartOfDay(month.OnDayOfMonth(1)).ToInstant().ToDateTimeOffset();
}
