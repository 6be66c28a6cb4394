using ComplaintPlatform.Resolution.Calendars;
using ComplaintPlatform.Resolution.Deadlines;
using static ComplaintPlatform.Resolution.Tests.Deadlines.ClockFacts;
using static ComplaintPlatform.Resolution.Tests.Samples;

namespace ComplaintPlatform.Resolution.Tests.Deadlines;

public sealed class ReadingADeadlineTests
{
    private static readonly WorkingTimes Times = Samples.Times(Week("09:00", "17:00"));

    [Fact]
    public void A_running_target_turns_at_risk_and_then_breached()
    {
        ClockEvent[] events = [Event(At("2026-03-02 08:00"), ClockEventKind.Start, Terms(4))];

        Read(events, "2026-03-02 10:59").State.ShouldBe(DeadlineState.Running);
        Read(events, "2026-03-02 10:59").NextChangeAt.ShouldBe(At("2026-03-02 11:00"));
        Read(events, "2026-03-02 11:00").State.ShouldBe(DeadlineState.AtRisk);
        Read(events, "2026-03-02 12:00").State.ShouldBe(DeadlineState.AtRisk);
        var late = Read(events, "2026-03-02 12:01");
        late.State.ShouldBe(DeadlineState.Breached);
        late.BreachedAt.ShouldBe(At("2026-03-02 12:00"));
        late.Remaining.ShouldBe(TimeSpan.FromMinutes(-1));
        late.Steps.Select(s => s.Kind).ShouldBe([ClockEventKind.Start, ClockEventKind.AtRisk, ClockEventKind.Breached]);
    }

    [Fact]
    public void Before_its_start_there_is_nothing_to_read() =>
        DeadlineClock.Read([Event(At("2026-03-02 08:00"), ClockEventKind.Start, Terms(4))], Times, At("2026-03-02 07:59")).ShouldBeNull();

    [Fact]
    public void At_the_next_change_the_state_is_another()
    {
        ClockEvent[] events = [Event(At("2026-03-06 16:00"), ClockEventKind.Start, Terms(2, DeadlineClockKind.Business))];

        var first = Read(events, "2026-03-06 16:30");
        var second = DeadlineClock.Read(events, Times, first.NextChangeAt!.Value).ShouldNotBeNull();
        var third = DeadlineClock.Read(events, Times, second.NextChangeAt!.Value).ShouldNotBeNull();

        new[] { first.State, second.State, third.State }.ShouldBe([DeadlineState.Running, DeadlineState.AtRisk, DeadlineState.Breached]);
        third.Due.ShouldBe(At("2026-03-09 10:00"));
        third.NextChangeAt.ShouldBeNull();
    }

    [Fact]
    public void Met_in_time_stays_met()
    {
        ClockEvent[] events = [Event(At("2026-03-02 08:00"), ClockEventKind.Start, Terms(4)),
            Event(At("2026-03-02 12:00"), ClockEventKind.Met)];

        var reading = Read(events, "2026-03-05 08:00");

        reading.State.ShouldBe(DeadlineState.Met);
        reading.EverBreached.ShouldBeFalse();
        reading.Used.ShouldBe(TimeSpan.FromHours(4));
    }

    [Fact]
    public void Met_late_stays_breached()
    {
        ClockEvent[] events = [Event(At("2026-03-02 08:00"), ClockEventKind.Start, Terms(4)),
            Event(At("2026-03-02 12:30"), ClockEventKind.Met)];

        var reading = Read(events, "2026-03-05 08:00");

        reading.State.ShouldBe(DeadlineState.Breached);
        reading.MetAt.ShouldBe(At("2026-03-02 12:30"));
        reading.Remaining.ShouldBe(TimeSpan.FromMinutes(-30));
    }

    [Fact]
    public void A_pause_moves_the_due_time_and_is_shown()
    {
        ClockEvent[] events =
        [
            Event(At("2026-03-02 10:00"), ClockEventKind.Start, Terms(4, DeadlineClockKind.Business)),
            Event(At("2026-03-02 11:00"), ClockEventKind.Pause),
            Event(At("2026-03-03 10:00"), ClockEventKind.Resume),
        ];

        var paused = Read(events, "2026-03-02 12:00");
        var resumed = Read(events, "2026-03-03 10:00");

        paused.State.ShouldBe(DeadlineState.Paused);
        paused.Remaining.ShouldBe(TimeSpan.FromHours(3));
        paused.Due.ShouldBe(At("2026-03-02 15:00"));
        resumed.State.ShouldBe(DeadlineState.Running);
        resumed.Due.ShouldBe(At("2026-03-03 13:00"));
        resumed.Paused.ShouldBe(TimeSpan.FromHours(23));
        resumed.PausedCounted.ShouldBe(TimeSpan.FromHours(7));
    }

    [Fact]
    public void A_first_response_is_due_within_its_cap_even_when_paused_or_closed()
    {
        ClockEvent[] events =
        [
            Event(At("2026-03-06 16:00"), ClockEventKind.Start, Terms(4, DeadlineClockKind.Business, cap: 24)),
            Event(At("2026-03-06 16:30"), ClockEventKind.Pause),
        ];

        var reading = Read(events, "2026-03-07 12:00");

        reading.Due.ShouldBe(At("2026-03-07 16:00"));
        reading.Capped.ShouldBeTrue();
        reading.NextChangeAt.ShouldNotBeNull().ShouldBeLessThan(At("2026-03-07 16:01"));
        Read(events, "2026-03-07 16:01").State.ShouldBe(DeadlineState.Breached);
    }

    [Fact]
    public void A_reopened_case_has_the_time_that_was_left()
    {
        ClockEvent[] events =
        [
            Event(At("2026-03-02 12:00"), ClockEventKind.Start, Terms(4)),
            Event(At("2026-03-02 13:00"), ClockEventKind.Met),
            Event(At("2026-03-02 15:00"), ClockEventKind.Reopened),
        ];

        var reading = Read(events, "2026-03-02 15:30");

        reading.Cycle.ShouldBe(2);
        reading.Due.ShouldBe(At("2026-03-02 18:00"));
        reading.State.ShouldBe(DeadlineState.Running);
        var first = reading.EarlierCycles.ShouldHaveSingleItem();
        first.Due.ShouldBe(At("2026-03-02 16:00"));
        first.MetAt.ShouldBe(At("2026-03-02 13:00"));
        first.BreachedAt.ShouldBeNull();
    }

    [Fact]
    public void A_reopened_case_has_at_least_a_quarter_of_its_target()
    {
        ClockEvent[] events =
        [
            Event(At("2026-03-02 08:00"), ClockEventKind.Start, Terms(4)),
            Event(At("2026-03-02 14:00"), ClockEventKind.Met),
            Event(At("2026-03-02 15:00"), ClockEventKind.Reopened),
        ];

        var reading = Read(events, "2026-03-02 15:10");

        reading.Due.ShouldBe(At("2026-03-02 16:00"));
        reading.State.ShouldBe(DeadlineState.Running);
        reading.EverBreached.ShouldBeTrue();
        reading.EarlierCycles.ShouldHaveSingleItem().BreachedAt.ShouldBe(At("2026-03-02 12:00"));
    }

    [Fact]
    public void New_terms_count_from_the_start_of_the_cycle()
    {
        ClockEvent[] events =
        [
            Event(At("2026-03-02 08:00"), ClockEventKind.Start, Terms(24)),
            Event(At("2026-03-02 09:00"), ClockEventKind.PolicyChanged, Terms(4)),
        ];

        Read(events, "2026-03-02 09:30").Due.ShouldBe(At("2026-03-02 12:00"));
    }

    [Fact]
    public void Terms_that_cannot_be_kept_any_more_are_broken_when_they_come()
    {
        ClockEvent[] events =
        [
            Event(At("2026-03-02 08:00"), ClockEventKind.Start, Terms(24)),
            Event(At("2026-03-02 14:00"), ClockEventKind.PolicyChanged, Terms(4)),
        ];

        Read(events, "2026-03-02 13:59").State.ShouldBe(DeadlineState.Running);
        Read(events, "2026-03-02 14:00").BreachedAt.ShouldBe(At("2026-03-02 14:00"));
    }

    [Fact]
    public void Longer_terms_do_not_undo_a_breach()
    {
        ClockEvent[] events =
        [
            Event(At("2026-03-02 08:00"), ClockEventKind.Start, Terms(4)),
            Event(At("2026-03-02 14:00"), ClockEventKind.PolicyChanged, Terms(24)),
        ];

        var reading = Read(events, "2026-03-02 15:00");

        reading.State.ShouldBe(DeadlineState.Breached);
        reading.BreachedAt.ShouldBe(At("2026-03-02 12:00"));
        reading.Due.ShouldBe(At("2026-03-03 08:00"));
    }

    [Fact]
    public void A_pause_that_is_recorded_late_does_not_undo_a_stored_breach()
    {
        ClockEvent[] events =
        [
            Event(At("2026-03-02 08:00"), ClockEventKind.Start, Terms(4)),
            Event(At("2026-03-02 12:00"), ClockEventKind.Breached),
            Event(At("2026-03-02 09:00"), ClockEventKind.Pause),
            Event(At("2026-03-02 10:00"), ClockEventKind.Resume),
        ];

        Read(events, "2026-03-02 12:30").State.ShouldBe(DeadlineState.Breached);
        Read([.. events.Where(e => e.Kind is not ClockEventKind.Breached)], "2026-03-02 12:30").State.ShouldBe(DeadlineState.AtRisk);
    }

    [Fact]
    public void Facts_that_change_nothing_are_named_as_such()
    {
        ClockEvent[] events =
        [
            Event(At("2026-03-02 08:00"), ClockEventKind.Start, Terms(4)),
            Event(At("2026-03-02 09:00"), ClockEventKind.Resume),
            Event(At("2026-03-02 10:00"), ClockEventKind.Met),
            Event(At("2026-03-02 10:30"), ClockEventKind.Met),
            Event(At("2026-03-02 11:00"), ClockEventKind.Pause),
        ];

        var reading = Read(events, "2026-03-03 08:00");

        reading.MetAt.ShouldBe(At("2026-03-02 10:00"));
        reading.State.ShouldBe(DeadlineState.Met);
        reading.Steps.Count(s => s.Text.En.StartsWith("Without effect", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public void Every_step_explains_its_arithmetic_in_both_languages()
    {
        ClockEvent[] events =
        [
            Event(At("2026-03-06 16:00"), ClockEventKind.Start, Terms(4, DeadlineClockKind.Business)),
            Event(At("2026-03-06 16:30"), ClockEventKind.Pause),
            Event(At("2026-03-09 09:45"), ClockEventKind.Resume),
        ];

        var steps = Read(events, "2026-03-09 10:00").Steps;

        steps.Select(s => s.Text.En).ShouldBe(
        [
            "Started: rule 'sample', target 4 h (working time, calendar 'week'), due 2026-03-09 12:00 (Asia/Shanghai).",
            "Paused: 30 min used, left 4 h − 30 min = 3 h 30 min.",
            "Resumed after a pause of 65 h 15 min (1 h 15 min of it working time); 3 h 30 min left from here, new due 2026-03-09 13:15 (Asia/Shanghai).",
        ]);
        steps.Select(s => s.Text.Zh).ShouldBe(
        [
            "开始计时：规则“sample”，目标 4 小时（工作时间，日历“week”），到期 2026-03-09 12:00 (Asia/Shanghai)。",
            "暂停：已用 30 分钟，剩余 4 小时 − 30 分钟 = 3 小时 30 分钟。",
            "恢复：暂停了 65 小时 15 分钟（其中工作时间 1 小时 15 分钟）；从此刻起剩余 3 小时 30 分钟，新到期 2026-03-09 13:15 (Asia/Shanghai)。",
        ]);
    }

    private static DeadlineReading Read(IReadOnlyList<ClockEvent> events, string now) =>
        DeadlineClock.Read(events, Times, At(now)).ShouldNotBeNull();
}
