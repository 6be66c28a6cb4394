using System.Globalization;
using ComplaintPlatform.Resolution.Calendars;
using static ComplaintPlatform.Resolution.Tests.Samples;

namespace ComplaintPlatform.Resolution.Tests.Calendars;

public sealed class DefaultCalendarTests
{
    private static readonly BusinessCalendar China = BusinessCalendars.Default.Calendars.ShouldHaveSingleItem();

    [Fact]
    public void It_is_valid() => BusinessCalendars.Default.Validate().ShouldBeEmpty();

    [Theory]
    [InlineData("2026-02-13 17:00", 2, "2026-02-14 10:00")] // the Saturday before the Spring Festival is worked
    [InlineData("2026-02-14 17:00", 2, "2026-02-24 10:00")] // then nine days off
    [InlineData("2026-09-30 17:30", 1, "2026-10-08 09:30")]
    [InlineData("2026-10-09 17:30", 1, "2026-10-10 09:30")] // make-up Saturday after the national holiday
    [InlineData("2027-02-04 17:30", 1, "2027-02-09 09:30")]
    public void Holidays_and_make_up_days_count_as_announced(string start, int hours, string due) =>
        new WorkingTime(China).Add(At(start), TimeSpan.FromHours(hours)).ShouldBe(At(due));

    // 33 days off as announced for 2026, of which the make-up days are worked in exchange
    [Fact]
    public void The_number_of_days_is_that_of_the_announcement()
    {
        China.Holidays.Count(h => h.Date.Year == 2026).ShouldBe(33);
        China.MakeUpDays.Count(d => d.Date.Year == 2026).ShouldBe(6);
        China.MakeUpDays.ShouldAllBe(d => d.Date.DayOfWeek == DayOfWeek.Saturday || d.Date.DayOfWeek == DayOfWeek.Sunday);
    }

    [Theory]
    [InlineData(2026)]
    [InlineData(2027)]
    public void Every_statutory_day_is_a_holiday(int year)
    {
        var moon = new ChineseLunisolarCalendar();
        var newYear = DateOnly.FromDateTime(moon.ToDateTime(year, 1, 1, 0, 0, 0, 0));
        // A leap month before it moves a month's number up by one; neither year has one
        moon.GetLeapMonth(year).ShouldBe(0);
        DateOnly[] statutory =
        [
            new(year, 1, 1),
            newYear.AddDays(-1), newYear, newYear.AddDays(1), newYear.AddDays(2),
            new(year, 4, 5),
            new(year, 5, 1), new(year, 5, 2),
            DateOnly.FromDateTime(moon.ToDateTime(year, 5, 5, 0, 0, 0, 0)),
            DateOnly.FromDateTime(moon.ToDateTime(year, 8, 15, 0, 0, 0, 0)),
            new(year, 10, 1), new(year, 10, 2), new(year, 10, 3),
        ];

        statutory.Except(China.Holidays.Select(h => h.Date)).ShouldBeEmpty();
    }
}
