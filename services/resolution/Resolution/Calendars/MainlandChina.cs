using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Calendars;

/// <summary>
/// Default calendar. 2026 as announced by the General Office of the State Council on 4 November 2025, make-up days included. 2027 has the
/// statutory days of the regulation on public holidays alone (as amended in November 2024): bridging days off and make-up days are
/// announced year by year and are then entered by PUT.
/// </summary>
internal static class MainlandChina
{
    private static readonly LocalizedText NewYear = new("元旦", "New Year's Day");
    private static readonly LocalizedText Spring = new("春节", "Spring Festival");
    private static readonly LocalizedText Qingming = new("清明节", "Tomb-Sweeping Day");
    private static readonly LocalizedText Labour = new("劳动节", "Labour Day");
    private static readonly LocalizedText DragonBoat = new("端午节", "Dragon Boat Festival");
    private static readonly LocalizedText MidAutumn = new("中秋节", "Mid-Autumn Festival");
    private static readonly LocalizedText National = new("国庆节", "National Day");

    public static BusinessCalendar Calendar { get; } = new()
    {
        Id = "china",
        Name = new LocalizedText("中国大陆工作日历", "Mainland China"),
        TimeZone = "Asia/Shanghai",
        WeeklyHours = [.. Enumerable.Range(1, 5).Select(day => new OpeningHours((DayOfWeek)day, "09:00", "18:00"))],
        AnnouncedThrough = new DateOnly(2026, 12, 31),
        Holidays =
        [
            .. Days(2026, 1, 1, 3, NewYear),
            .. Days(2026, 2, 15, 9, Spring),
            .. Days(2026, 4, 4, 3, Qingming),
            .. Days(2026, 5, 1, 5, Labour),
            .. Days(2026, 6, 19, 3, DragonBoat),
            .. Days(2026, 9, 25, 3, MidAutumn),
            .. Days(2026, 10, 1, 7, National),
            .. Days(2027, 1, 1, 1, NewYear),
            .. Days(2027, 2, 5, 4, Spring),
            .. Days(2027, 4, 5, 1, Qingming),
            .. Days(2027, 5, 1, 2, Labour),
            .. Days(2027, 6, 9, 1, DragonBoat),
            .. Days(2027, 9, 15, 1, MidAutumn),
            .. Days(2027, 10, 1, 3, National),
        ],
        MakeUpDays =
        [
            MakeUp(2026, 1, 4, NewYear),
            MakeUp(2026, 2, 14, Spring),
            MakeUp(2026, 2, 28, Spring),
            MakeUp(2026, 5, 9, Labour),
            MakeUp(2026, 9, 20, National),
            MakeUp(2026, 10, 10, National),
        ],
    };

    private static IEnumerable<Holiday> Days(int year, int month, int day, int count, LocalizedText name) =>
        Enumerable.Range(0, count).Select(i => new Holiday(new DateOnly(year, month, day).AddDays(i), name));

    private static MakeUpDay MakeUp(int year, int month, int day, LocalizedText name) =>
        new(new DateOnly(year, month, day), new LocalizedText(name.Zh + "调休上班", "Make-up day for " + name.En));
}
