using System.Globalization;
using ComplaintPlatform.Resolution.Policies;
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

    /// <summary>Until when holidays and make-up days are officially announced; later ones follow the law alone and may still change.</summary>
    public DateOnly? AnnouncedThrough { get; init; }

    public IReadOnlyList<PolicyError> Validate()
    {
        var errors = new PolicyErrors();
        if (!(errors.RequireItems(WeeklyHours, "/weeklyHours") & errors.RequireItems(Holidays, "/holidays") & errors.RequireItems(MakeUpDays, "/makeUpDays")))
            return errors.All;
        errors.RequireId(Id, "/id");
        errors.RequireText(Name, "/name");
        errors.Require(DateTimeZoneProviders.Tzdb.GetZoneOrNull(TimeZone) is not null, "/timeZone", "Not the name of a time zone in the IANA list.");

        errors.Require(WeeklyHours.Count <= 50, "/weeklyHours", "At most 50 spans.");
        for (var i = 0; i < WeeklyHours.Count; i++)
        {
            var span = WeeklyHours[i];
            errors.Require(Enum.IsDefined(span.Day), $"/weeklyHours/{i}/day", "Not a day of the week.");
            var opens = OpeningHours.ReadMinute(span.Opens);
            var closes = OpeningHours.ReadMinute(span.Closes);
            errors.Require(opens is not null, $"/weeklyHours/{i}/opens", "A time like '09:00' is needed.");
            errors.Require(closes is not null, $"/weeklyHours/{i}/closes", "A time like '18:00' is needed; '24:00' is the end of the day.");
            errors.Require(opens is null || closes is null || opens < closes, $"/weeklyHours/{i}/closes", "Closing comes after opening; a night shift is two spans.");
            var overlaps = WeeklyHours.Take(i).Any(other => other.Day == span.Day
                && OpeningHours.ReadMinute(other.Opens) < closes && opens < OpeningHours.ReadMinute(other.Closes));
            errors.Require(!overlaps, $"/weeklyHours/{i}", "Overlaps another span of the same day.");
        }

        // A calendar that hardly ever opens would push due times decades away
        errors.Require(
            WeeklyHours.Sum(s => (OpeningHours.ReadMinute(s.Closes) - OpeningHours.ReadMinute(s.Opens)) ?? 0) >= 60,
            "/weeklyHours",
            "At least one working hour a week is needed.");

        errors.Require(Holidays.Count <= 2000, "/holidays", "At most 2000 days.");
        errors.Require(MakeUpDays.Count <= 2000, "/makeUpDays", "At most 2000 days.");
        errors.RequireUnique(Holidays, h => h.Date, "/holidays", "The date");
        errors.RequireUnique(MakeUpDays, d => d.Date, "/makeUpDays", "The date");
        for (var i = 0; i < Holidays.Count; i++)
            errors.RequireText(Holidays[i].Name, $"/holidays/{i}/name");
        var free = Holidays.Select(h => h.Date).ToHashSet();
        for (var i = 0; i < MakeUpDays.Count; i++)
        {
            errors.RequireText(MakeUpDays[i].Name, $"/makeUpDays/{i}/name");
            errors.Require(!free.Contains(MakeUpDays[i].Date), $"/makeUpDays/{i}/date", "The date is a holiday as well.");
            errors.Require(WeeklyHours.Any(s => s.Day == MakeUpDays[i].Follows), $"/makeUpDays/{i}/follows", "That day of the week has no working hours.");
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
