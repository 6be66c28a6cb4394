using System.Globalization;
using ComplaintPlatform.Resolution.Calendars;
using ComplaintPlatform.Resolution.Policies;
using FsCheck;
using FsCheck.Fluent;

namespace ComplaintPlatform.Resolution.Tests;

internal static class Samples
{
    public static LocalizedText Name { get; } = new("日历", "Calendar");

    public static BusinessCalendar Week(string opens, string closes, string zone = "Asia/Shanghai") => new()
    {
        Id = "week",
        Name = Name,
        TimeZone = zone,
        WeeklyHours = [.. Enumerable.Range(1, 5).Select(day => new OpeningHours((DayOfWeek)day, opens, closes))],
    };

    public static WorkingTimes Times(BusinessCalendar calendar) =>
        new(new BusinessCalendars { Calendars = [calendar], DefaultCalendar = calendar.Id });

    /// <summary>A moment of local time in Shanghai.</summary>
    public static DateTimeOffset At(string local) => Local(local, 8);

    public static DateTimeOffset Local(string local, int offset) =>
        new(DateTime.ParseExact(local, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), TimeSpan.FromHours(offset));

    /// <summary>Odd weeks: breaks, weekend shifts, days off, make-up days, zones with and without summer time.</summary>
    public static Gen<BusinessCalendar> Calendars { get; } =
        from zone in Gen.Elements("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC")
        from days in Gen.SubListOf(Enum.GetValues<DayOfWeek>()).Where(d => d.Count > 0)
        from opens in Gen.Choose(0, 10)
        from morning in Gen.Choose(1, 6)
        from pause in Gen.Choose(0, 2)
        from afternoon in Gen.Choose(1, 6)
        from holidays in Gen.ListOf(Gen.Choose(0, 700), 20)
        from makeUps in Gen.ListOf(Gen.Choose(0, 700), 5)
        select new BusinessCalendar
        {
            Id = "odd",
            Name = Name,
            TimeZone = zone,
            WeeklyHours =
            [
                .. days.Select(day => new OpeningHours(day, Hour(opens), Hour(opens + morning))),
                .. days.Select(day => new OpeningHours(day, Hour(opens + morning + pause), Hour(opens + morning + pause + afternoon))),
            ],
            Holidays = [.. holidays.Except(makeUps).Select(d => new Holiday(FirstDay.AddDays(d), Name))],
            MakeUpDays = [.. makeUps.Distinct().Select(d => new MakeUpDay(FirstDay.AddDays(d), Name, days[0]))],
        };

    /// <summary>Any minute of two years that hold several changes to and from summer time.</summary>
    public static Gen<DateTimeOffset> Moments { get; } =
        Gen.Choose(0, 2 * 365 * 24 * 60).Select(minute => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute));

    public static Gen<TimeSpan> Lengths { get; } = Gen.Choose(1, 100 * 60).Select(minutes => TimeSpan.FromMinutes(minutes));

    public static void Holds<T>(Gen<T> values, Action<T> check) =>
        Prop.ForAll(values.ToArbitrary(), check).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));

    private static DateOnly FirstDay { get; } = new(2026, 1, 1);

    private static string Hour(int hour) => hour.ToString("00", CultureInfo.InvariantCulture) + ":00";
}
