using ComplaintPlatform.Resolution.Calendars;
using ComplaintPlatform.Resolution.Deadlines;
using FsCheck;
using FsCheck.Fluent;
using static ComplaintPlatform.Resolution.Tests.Deadlines.ClockFacts;
using static ComplaintPlatform.Resolution.Tests.Samples;

namespace ComplaintPlatform.Resolution.Tests.Deadlines;

/// <summary>What holds for any calendar, any target and any order of facts.</summary>
public sealed class DeadlineClockLawsTests
{
    private sealed record Setting(WorkingTimes Times, ClockTerms Terms, DateTimeOffset Start)
    {
        public override string ToString() => $"{Terms} from {Start:O} in {Times.Default.TimeZone}";
    }

    private static readonly Gen<Setting> Settings =
        from calendar in Samples.Calendars
        from clock in Gen.Elements(DeadlineClockKind.Business, DeadlineClockKind.Calendar)
        from target in Lengths
        from start in Moments
        select new Setting(Samples.Times(calendar), new ClockTerms { RuleId = "any", Target = target, Clock = clock }, start);

    private static readonly ClockEventKind[] Kinds =
        [ClockEventKind.Pause, ClockEventKind.Resume, ClockEventKind.Pause, ClockEventKind.Resume, ClockEventKind.PolicyChanged,
            ClockEventKind.Met, ClockEventKind.Reopened];

    private static Gen<IReadOnlyList<ClockEvent>> Histories(Setting setting) =>
        from gaps in Gen.ListOf(Gen.Choose(0, 40 * 60), 8)
        from kinds in Gen.ListOf(Gen.Elements(Kinds), 8)
        from targets in Gen.ListOf(Lengths, 8)
        from clocks in Gen.ListOf(Gen.Elements(DeadlineClockKind.Business, DeadlineClockKind.Calendar), 8)
        from caps in Gen.ListOf(Gen.Elements(0, 0, 24), 8)
        select (IReadOnlyList<ClockEvent>)
        [
            Event(setting.Start, ClockEventKind.Start, setting.Terms),
            .. kinds.Select((kind, i) => Event(
                setting.Start.AddMinutes(gaps.Take(i + 1).Sum()),
                kind,
                kind is ClockEventKind.PolicyChanged
                    ? setting.Terms with { Target = targets[i], Clock = clocks[i], Cap = caps[i] == 0 ? null : TimeSpan.FromHours(caps[i]) }
                    : null)),
        ];

    private static readonly Gen<(Setting Setting, IReadOnlyList<ClockEvent> Events, DateTimeOffset Now, DateTimeOffset Later)> Runs =
        from setting in Settings
        from events in Histories(setting)
        from wait in Gen.Choose(0, 300 * 60)
        from more in Gen.Choose(0, 300 * 60)
        select (setting, events, setting.Start.AddMinutes(wait), setting.Start.AddMinutes(wait + more));

    [Fact]
    public void A_later_start_is_never_due_earlier() =>
        Holds(from setting in Settings from later in Lengths select (setting, later), x =>
        {
            var first = DueOf(x.setting, x.setting.Start);
            var second = DueOf(x.setting, x.setting.Start + x.later);

            second.ShouldBeGreaterThanOrEqualTo(first);
        });

    [Fact]
    public void A_due_time_lies_within_working_hours() =>
        Holds(Settings.Where(s => s.Terms.Clock is DeadlineClockKind.Business), setting =>
            setting.Times.Default.Covers(DueOf(setting, setting.Start)).ShouldBeTrue());

    [Fact]
    public void A_pause_moves_the_due_time_by_exactly_the_time_it_would_have_counted() =>
        Holds(from setting in Settings from percent in Gen.Choose(0, 99) from pause in Lengths select (setting, percent, pause), x =>
        {
            var (setting, times) = (x.setting, x.setting.Times.Default);
            var due = DueOf(setting, setting.Start);
            var from = setting.Start + ((due - setting.Start) * (x.percent / 100.0));
            var to = from + x.pause;

            var reading = Read(setting, [Event(from, ClockEventKind.Pause), Event(to, ClockEventKind.Resume)], to);

            var counted = setting.Terms.Clock is DeadlineClockKind.Business ? times.Between(from, to) : x.pause;
            reading.Paused.ShouldBe(x.pause);
            reading.PausedCounted.ShouldBe(counted);
            reading.Due.ShouldBe(setting.Terms.Clock is DeadlineClockKind.Business ? times.Add(due, counted) : due + counted);
        });

    [Fact]
    public void A_pause_in_two_parts_is_one_pause() =>
        Holds(from setting in Settings
              from wait in Lengths
              from first in Lengths
              from second in Lengths
              select (
            setting, wait, first, second), x =>
        {
            var (from, middle) = (x.setting.Start + x.wait, x.setting.Start + x.wait + x.first);
            var to = middle + x.second;
            var now = to.AddHours(3);

            var whole = Read(x.setting, [Event(from, ClockEventKind.Pause), Event(to, ClockEventKind.Resume)], now);
            var parts = Read(
                x.setting,
                [Event(from, ClockEventKind.Pause), Event(middle, ClockEventKind.Resume), Event(middle, ClockEventKind.Pause),
                    Event(to, ClockEventKind.Resume)],
                now);

            (parts.Due, parts.Used, parts.Remaining, parts.Paused, parts.PausedCounted, parts.State, parts.BreachedAt)
                .ShouldBe((whole.Due, whole.Used, whole.Remaining, whole.Paused, whole.PausedCounted, whole.State, whole.BreachedAt));
        });

    [Fact]
    public void What_is_used_and_what_remains_make_the_allowance() =>
        Holds(Runs, x =>
        {
            var reading = DeadlineClock.Read(x.Events, x.Setting.Times, x.Now).ShouldNotBeNull();

            (reading.Used + reading.Remaining).ShouldBe(reading.Allowance);
            reading.Used.ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
            if (reading.Cycle == 1)
                reading.Allowance.ShouldBe(reading.Target);
            reading.Steps.ShouldAllBe(s => s.Used + s.Remaining > TimeSpan.Zero && s.At <= x.Now);
            reading.Steps.Select(s => s.At).ShouldBeInOrder();
        });

    [Fact]
    public void A_breach_is_never_forgotten() =>
        Holds(Runs, x =>
        {
            var now = DeadlineClock.Read(x.Events, x.Setting.Times, x.Now).ShouldNotBeNull();
            var later = DeadlineClock.Read(x.Events, x.Setting.Times, x.Later).ShouldNotBeNull();

            later.Cycle.ShouldBeGreaterThanOrEqualTo(now.Cycle);
            if (!now.EverBreached)
                return;
            later.EverBreached.ShouldBeTrue();
            if (now.BreachedAt is { } at)
                (later.Cycle == now.Cycle ? later.BreachedAt : later.EarlierCycles[now.Cycle - 1].BreachedAt).ShouldBe(at);
        });

    [Fact]
    public void Every_later_cycle_has_at_least_a_quarter_of_the_target() =>
        Holds(Runs, x =>
        {
            var reading = DeadlineClock.Read(x.Events, x.Setting.Times, x.Later).ShouldNotBeNull();

            reading.Allowance.ShouldBeGreaterThanOrEqualTo(reading.Target / 4);
            reading.EarlierCycles.Select(c => c.Number).ShouldBe(Enumerable.Range(1, reading.Cycle - 1));
        });

    [Fact]
    public void Nothing_changes_before_the_next_change_that_is_announced() =>
        Holds(Runs, x =>
        {
            var events = x.Events.Where(e => e.At <= x.Now).ToList();
            var now = DeadlineClock.Read(events, x.Setting.Times, x.Now).ShouldNotBeNull();
            if (now.NextChangeAt is not { } next)
            {
                DeadlineClock.Read(events, x.Setting.Times, x.Later).ShouldNotBeNull().State.ShouldBe(now.State);
                return;
            }

            next.ShouldBeGreaterThan(x.Now);
            var before = DeadlineClock.Read(events, x.Setting.Times, next.AddTicks(-TimeSpan.TicksPerMillisecond)).ShouldNotBeNull();
            if (next.AddMilliseconds(-1) >= x.Now)
                before.State.ShouldBe(now.State);
            if (now.State is not DeadlineState.Paused)
                DeadlineClock.Read(events, x.Setting.Times, next).ShouldNotBeNull().State.ShouldNotBe(now.State);
        });

    [Fact]
    public void A_pause_never_makes_anything_due_earlier() =>
        Holds(from setting in Settings
              from wait in Lengths
              from pause in Lengths
              from cap in Gen.Elements(0, 24, 72)
              select (setting with { Terms = setting.Terms with { Cap = cap == 0 ? null : TimeSpan.FromHours(cap) } }, wait, pause), x =>
        {
            var (setting, wait, pause) = x;
            var (from, to) = (setting.Start + wait, setting.Start + wait + pause);

            var without = Read(setting, [], to);
            var with = Read(setting, [Event(from, ClockEventKind.Pause), Event(to, ClockEventKind.Resume)], to);

            with.Due.ShouldBeGreaterThanOrEqualTo(without.Due);
            with.Remaining.ShouldBeGreaterThanOrEqualTo(without.Remaining);
        });

    [Fact]
    public void The_parts_make_the_whole_without_a_gap() =>
        Holds(Runs, x =>
        {
            var reading = DeadlineClock.Read(x.Events, x.Setting.Times, x.Now).ShouldNotBeNull();

            Sum(reading.Parts, counts: true).ShouldBe(reading.Used);
            Sum(reading.Parts, counts: false).ShouldBe(reading.PausedCounted);
            reading.Parts.Where(part => !part.Counts).Aggregate(TimeSpan.Zero, (sum, part) => sum + (part.To - part.From)).ShouldBe(reading.Paused);
            reading.Parts.Zip(reading.Parts.Skip(1)).ShouldAllBe(pair => pair.First.To == pair.Second.From);

            static TimeSpan Sum(IEnumerable<ClockPart> parts, bool counts) =>
                parts.Where(part => part.Counts == counts).Aggregate(TimeSpan.Zero, (sum, part) => sum + part.Length);
        });

    [Fact]
    public void The_order_in_which_facts_come_in_does_not_matter() =>
        Holds(from run in Runs from seed in Gen.Choose(0, 10_000) select (run, seed), x =>
        {
            // Facts of one moment keep their order, so each has a moment of its own here
            var events = x.run.Events.Select((e, i) => e with { At = e.At.AddSeconds(i) }).ToList();
            var shuffled = events.ToArray();
            new Random(x.seed).Shuffle(shuffled);

            var expected = DeadlineClock.Read(events, x.run.Setting.Times, x.run.Later).ShouldNotBeNull();
            var reading = DeadlineClock.Read(shuffled, x.run.Setting.Times, x.run.Later).ShouldNotBeNull();

            (reading.State, reading.Due, reading.Used, reading.Paused, reading.Cycle, reading.BreachedAt, reading.EverBreached)
                .ShouldBe((expected.State, expected.Due, expected.Used, expected.Paused, expected.Cycle, expected.BreachedAt, expected.EverBreached));
            reading.Steps.Select(step => step.Text).ShouldBe(expected.Steps.Select(step => step.Text));
        });

    [Fact]
    public void An_edited_calendar_changes_nothing_that_was_before() =>
        Holds(from run in Runs from other in Samples.Calendars select (run, other), x =>
        {
            var (events, times, now, later) = (x.run.Events, x.run.Setting.Times, x.run.Now, x.run.Later);
            var edited = times.And(now, new BusinessCalendars { Calendars = [x.other], DefaultCalendar = x.other.Id });

            var before = DeadlineClock.Read(events, times, now.AddMinutes(-1));
            var same = DeadlineClock.Read(events, edited, now.AddMinutes(-1));
            var after = DeadlineClock.Read(events, edited, later).ShouldNotBeNull();

            (same?.State, same?.Due, same?.Used, same?.Remaining).ShouldBe((before?.State, before?.Due, before?.Used, before?.Remaining));
            (after.Used + after.Remaining).ShouldBe(after.Allowance);
            after.Steps.Select(step => step.At).ShouldBeInOrder();
            if (before is null)
                return;
            if (before.EverBreached)
                after.EverBreached.ShouldBeTrue();
            after.Steps.Take(before.Steps.Count).Select(step => step.Text).ShouldBe(before.Steps.Select(step => step.Text));
        });

    [Fact]
    public void A_new_round_has_the_whole_time_and_forgets_no_breach() =>
        Holds(Runs, x =>
        {
            var before = DeadlineClock.Read(x.Events.Where(e => e.At <= x.Now), x.Setting.Times, x.Now).ShouldNotBeNull();

            var restarted = DeadlineClock.Read(
                [.. x.Events.Where(e => e.At <= x.Now), Event(x.Now, ClockEventKind.Restarted)], x.Setting.Times, x.Now).ShouldNotBeNull();

            restarted.Remaining.ShouldBe(restarted.Target);
            restarted.Cycle.ShouldBe(before.Cycle + 1);
            if (before.EverBreached)
                restarted.EverBreached.ShouldBeTrue();
        });

    private static DateTimeOffset DueOf(Setting setting, DateTimeOffset start) => Read(setting with { Start = start }, [], start).Due;

    private static DeadlineReading Read(Setting setting, IEnumerable<ClockEvent> events, DateTimeOffset now) =>
        DeadlineClock.Read([Event(setting.Start, ClockEventKind.Start, setting.Terms), .. events], setting.Times, now).ShouldNotBeNull();
}
