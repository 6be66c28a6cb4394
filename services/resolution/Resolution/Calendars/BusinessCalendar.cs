using System.Globalization;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Policies;
using NodaTime;

namespace ComplaintPlatform.Resolution.Calendars;

/// <summary>When a service team works: weekly hours in one time zone, minus public holidays, plus make-up working days.</summary>
public sealed record BusinessCalendar
{
    public required string Id { get; init; }

    public required LocalizedText Name { get; init; }

    /// <summary>IANA name, for example <c>Asia/Shanghai</c>.</summary>
    public required string TimeZone { get; init; }

    public required IReadOnlyList<OpeningHours> WeeklyHours { get; init; }

    public IReadOnlyList<Holiday> Holidays { get; init; } = [];

    public IReadOnlyList<MakeUpDay> MakeUpDays { get; init; } = [];

    /// <summary>
    /// Until when holidays and make-up days are officially announced; later ones follow the law alone and may still change.
    /// </summary>
    public DateOnly? AnnouncedThrough { get; init; }

    public IReadOnlyList<PolicyError> Validate()
    {
        var errors = new PolicyErrors();
        if (!(errors.RequireItems(WeeklyHours, "/weeklyHours") & errors.RequireItems(Holidays, "/holidays") & errors.RequireItems(
            MakeUpDays, "/makeUpDays")))
            return errors.All;
        errors.RequireId(Id, "/id");
        errors.RequireText(Name, "/name");
        errors.Require(DateTimeZoneProviders.Tzdb.GetZoneOrNull(TimeZone) is not null, "/timeZone",
            "Not the name of a time zone in the IANA list. | 不是 IANA 时区名称。");

        errors.Require(WeeklyHours.Count <= 50, "/weeklyHours", "At most 50 spans. | 最多 50 个时段。");
        for (var i = 0; i < WeeklyHours.Count; i++)
        {
            var span = WeeklyHours[i];
            errors.Require(Enum.IsDefined(span.Day), $"/weeklyHours/{i}/day", "Not a day of the week. | 不是有效的星期。");
            var opens = OpeningHours.ReadMinute(span.Opens);
            var closes = OpeningHours.ReadMinute(span.Closes);
            errors.Require(opens is not null, $"/weeklyHours/{i}/opens", "A time like '09:00' is needed. | 需要形如 '09:00' 的时间。");
            errors.Require(closes is not null, $"/weeklyHours/{i}/closes",
                "A time like '18:00' is needed; '24:00' is the end of the day. | 需要形如 '18:00' 的时间;'24:00' 表示一天结束。");
            errors.Require(opens is null || closes is null || opens < closes, $"/weeklyHours/{i}/closes",
                "Closing comes after opening; a night shift is two spans. | 结束须晚于开始;夜班写成两个时段。");
            var overlaps = WeeklyHours.Take(i).Any(other => other.Day == span.Day
                && OpeningHours.ReadMinute(other.Opens) < closes && opens < OpeningHours.ReadMinute(other.Closes));
            errors.Require(!overlaps, $"/weeklyHours/{i}", "Overlaps another span of the same day. | 与同一天的另一时段重叠。");
        }

        // A calendar that hardly ever opens would push due times decades away
        errors.Require(
            WeeklyHours.Sum(s => (OpeningHours.ReadMinute(s.Closes) - OpeningHours.ReadMinute(s.Opens)) ?? 0) >= 60,
            "/weeklyHours",
            "At least one working hour a week is needed. | 每周至少需要一个工作小时。");

        errors.Require(Holidays.Count <= 2000, "/holidays", "At most 2000 days. | 最多 2000 天。");
        errors.Require(MakeUpDays.Count <= 2000, "/makeUpDays", "At most 2000 days. | 最多 2000 天。");
        errors.RequireUnique(Holidays, h => h.Date, "/holidays", "The date");
        errors.RequireUnique(MakeUpDays, d => d.Date, "/makeUpDays", "The date");
        for (var i = 0; i < Holidays.Count; i++)
            errors.RequireText(Holidays[i].Name, $"/holidays/{i}/name");
        var free = Holidays.Select(h => h.Date).ToHashSet();
        for (var i = 0; i < MakeUpDays.Count; i++)
        {
            errors.RequireText(MakeUpDays[i].Name, $"/makeUpDays/{i}/name");
            errors.Require(!free.Contains(MakeUpDays[i].Date), $"/makeUpDays/{i}/date", "The date is a holiday as well. | 该日期同时是节假日。");
            errors.Require(WeeklyHours.Any(s => s.Day == MakeUpDays[i].Follows), $"/makeUpDays/{i}/follows",
                "That day of the week has no working hours. | 该星期没有工作时间。");
        }

        return errors.All;
    }
}

/// <summary>One span of working hours. Several on one day leave a break between them.</summary>
public sealed record OpeningHours(DayOfWeek Day, string Opens, string Closes)
{
    /// <returns>Minutes after midnight, 0 to 1440, or null where the text is not a time.</returns>
    internal static int? ReadMinute(string text)
    {
        if (text.Length != 5 || text[2] != ':'
            || !int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
            || !int.TryParse(text.AsSpan(3, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var minute)
            || minute > 59)
        {
            return null;
        }

        var total = (hour * 60) + minute;
        return total <= 1440 ? total : null;
    }
}

public sealed record Holiday(DateOnly Date, LocalizedText Name);

/// <summary>A day off that is worked all the same, with the hours of the weekday it follows.</summary>
public sealed record MakeUpDay(DateOnly Date, LocalizedText Name, DayOfWeek Follows = DayOfWeek.Monday);
