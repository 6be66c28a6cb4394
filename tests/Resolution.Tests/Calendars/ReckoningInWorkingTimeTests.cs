using ComplaintPlatform.Resolution.Calendars;
using FsCheck.Fluent;
using static ComplaintPlatform.Resolution.Tests.Samples;

namespace ComplaintPlatform.Resolution.Tests.Calendars;

public sealed class ReckoningInWorkingTimeTests
{
    [Theory]
    [InlineData("09:00", "17:00", "2026-03-06 16:30", 1, "2026-03-09 09:30")] // Friday afternoon runs into Monday
    [InlineData("08:00", "18:00", "2026-03-06 17:00", 4, "2026-03-09 11:00")]
    [InlineData("09:00", "17:00", "2026-03-04 07:00", 2, "2026-03-04 11:00")] // before opening
    [InlineData("09:00", "17:00", "2026-03-02 09:00", 16, "2026-03-03 17:00")] // two whole days end at closing, not at the next opening
    [InlineData("09:00", "17:00", "2026-03-02 11:00", 16, "2026-03-04 11:00")]
    [InlineData("09:00", "17:00", "2026-03-07 12:00", 1, "2026-03-09 10:00")] // on a Saturday
    [InlineData("00:00", "24:00", "2026-03-06 23:00", 2, "2026-03-09 01:00")]
    public void Hours_outside_the_week_do_not_count(string opens, string closes, string start, int hours, string due)
    {
        var working = new WorkingTime(Week(opens, closes));

        working.Add(At(start), TimeSpan.FromHours(hours)).ShouldBe(At(due));
        working.Between(At(start), At(due)).ShouldBe(TimeSpan.FromHours(hours));
    }

    [Fact]
    public void A_make_up_saturday_counts()
    {
        var calendar = Week("09:00", "17:00") with { MakeUpDays = [new MakeUpDay(new DateOnly(2026, 3, 7), Name)] };

        new WorkingTime(calendar).Add(At("2026-03-06 16:30"), TimeSpan.FromHours(1)).ShouldBe(At("2026-03-07 09:30"));
    }

    [Fact]
    public void A_holiday_on_a_tuesday_does_not_count()
    {
        var calendar = Week("09:00", "17:00") with { Holidays = [new Holiday(new DateOnly(2026, 3, 10), Name)] };

        new WorkingTime(calendar).Add(At("2026-03-09 16:30"), TimeSpan.FromHours(1)).ShouldBe(At("2026-03-11 09:30"));
    }

    [Fact]
    public void A_lunch_break_does_not_count()
    {
        var calendar = Week("09:00", "12:00");
        var working = new WorkingTime(calendar with
        {
            WeeklyHours = [.. calendar.WeeklyHours, .. calendar.WeeklyHours.Select(h => h with { Opens = "13:00", Closes = "18:00" })],
        });

        working.Add(At("2026-03-09 11:30"), TimeSpan.FromHours(1)).ShouldBe(At("2026-03-09 13:30"));
    }

    [Theory]
    [InlineData("2026-03-28", 1, 24)] // the last Sunday of March has 23 hours, the Saturday before it 24
    [InlineData("2026-03-29", 1, 23)]
    [InlineData("2026-10-25", 2, 25)]
    public void Berlin_loses_or_gains_an_hour_with_summer_time(string date, int offset, int hours)
    {
        var working = new WorkingTime(RoundTheClock("Europe/Berlin"));
        var midnight = Local(date + " 00:00", offset);

        working.Between(midnight, working.Add(midnight, TimeSpan.FromHours(hours))).ShouldBe(TimeSpan.FromHours(hours));
        working.Describe(midnight.AddHours(hours)).ShouldEndWith("00:00");
    }

    [Fact]
    public void A_night_shift_over_the_start_of_summer_time_is_an_hour_shorter()
    {
        var calendar = Week("00:00", "06:00", "Europe/Berlin");
        var working = new WorkingTime(calendar with { WeeklyHours = [new OpeningHours(DayOfWeek.Sunday, "00:00", "06:00")] });

        working.Between(Local("2026-03-28 12:00", 1), Local("2026-03-29 12:00", 2)).ShouldBe(TimeSpan.FromHours(5));
        working.Between(Local("2026-10-24 12:00", 2), Local("2026-10-25 12:00", 1)).ShouldBe(TimeSpan.FromHours(7));
    }

    [Fact]
    public void Spans_that_end_and_begin_in_the_missing_hour_do_not_count_it_twice()
    {
        var calendar = Week("00:00", "01:00", "Europe/Berlin") with
        {
            WeeklyHours = [new OpeningHours(DayOfWeek.Sunday, "01:00", "02:30"), new OpeningHours(DayOfWeek.Sunday, "02:45", "05:00")],
        };

        // 01:00 to 02:00 before the change, 03:00 to 05:00 after it
        new WorkingTime(calendar).Between(Local("2026-03-29 00:00", 1), Local("2026-03-29 12:00", 2)).ShouldBe(TimeSpan.FromHours(3));
    }

    [Fact]
    public void Shanghai_has_no_summer_time()
    {
        var working = new WorkingTime(RoundTheClock("Asia/Shanghai"));

        Holds(Moments, start => working.Add(start, TimeSpan.FromHours(24)).ShouldBe(start.AddHours(24)));
    }

    [Fact]
    public void What_is_added_is_what_lies_between()
    {
        Holds(from calendar in Samples.Calendars from start in Moments from length in Lengths select (calendar, start, length), x =>
        {
            var working = new WorkingTime(x.calendar);
            var due = working.Add(x.start, x.length);

            working.Between(x.start, due).ShouldBe(x.length);
            working.Covers(due).ShouldBeTrue();
        });
    }

    [Fact]
    public void A_later_start_is_never_due_earlier()
    {
        Holds(
            from calendar in Samples.Calendars
            from start in Moments
            from later in Lengths
            from length in Lengths
            select (
                calendar, start, later, length),
            x =>
            {
                var working = new WorkingTime(x.calendar);

                working.Add(x.start + x.later, x.length).ShouldBeGreaterThanOrEqualTo(working.Add(x.start, x.length));
            });
    }

    [Fact]
    public void Adding_in_two_parts_is_adding_once()
    {
        Holds(
            from calendar in Samples.Calendars
            from start in Moments
            from first in Lengths
            from second in Lengths
            select (
                calendar, start, first, second),
            x =>
            {
                var working = new WorkingTime(x.calendar);

                working.Add(working.Add(x.start, x.first), x.second).ShouldBe(working.Add(x.start, x.first + x.second));
            });
    }

    private static BusinessCalendar RoundTheClock(string zone) => Week("00:00", "24:00", zone) with
    {
        WeeklyHours = [.. Enum.GetValues<DayOfWeek>().Select(day => new OpeningHours(day, "00:00", "24:00"))],
    };
}
