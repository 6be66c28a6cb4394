using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace ComplaintPlatform.Survey.Satisfaction;

public enum TrendStep { Day, Week, Month }

/// <summary>Days, weeks (ISO 8601) and months as they are named: <c>2026-03-31</c>, <c>2026-W14</c>, <c>2026-03</c>.</summary>
internal static class Periods
{
    public static string NameOf(string day, TrendStep step) => step switch
    {
        TrendStep.Day => day,
        TrendStep.Month => day[..7],
        _ => WeekOf(DateOf(day)),
    };

    public static LocalDate DateOf(string day) => LocalDatePattern.Iso.Parse(day).Value;

    /// <summary>
    /// All from the first to the last, those without anything in them included: a gap in a course would read as a straight line.
    /// </summary>
    public static IEnumerable<string> Between(string firstDay, string lastDay, TrendStep step)
    {
        var last = DateOf(lastDay);
        var previous = "";
        for (var day = DateOf(firstDay); day <= last; day = day.PlusDays(1))
        {
            var name = NameOf(day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture), step);
            if (name != previous)
                yield return name;
            previous = name;
        }
    }

    private static string WeekOf(LocalDate day)
    {
        var date = day.ToDateTimeUnspecified();
        return string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(date):D4}-W{ISOWeek.GetWeekOfYear(date):D2}");
    }
}
