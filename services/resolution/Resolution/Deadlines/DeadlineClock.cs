using ComplaintPlatform.Resolution.Calendars;
using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Deadlines;

/// <summary>
/// The clock of one target as a pure function of its facts. Nothing is stored but the facts, so a reading for any past moment can be had,
/// and the explanation is made by the same pass that makes the figures.
/// </summary>
internal sealed class DeadlineClock
{
    private readonly WorkingTimes calendars;
    private readonly List<ClockStep> steps = [];
    private readonly List<DeadlineCycle> earlier = [];
    // The time spent in each earlier cycle, kept as spans because new terms may measure them by another clock
    private readonly List<List<(DateTimeOffset From, DateTimeOffset To)>> earlierRuns = [];

    private ClockTerms terms;
    private WorkingTime working;
    private int cycle = 1;
    private DateTimeOffset cycleStart;
    private DateTimeOffset termsSince;
    private List<(DateTimeOffset From, DateTimeOffset To)> runs = [];
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> pauses = [];
    private DateTimeOffset? runningSince;
    private DateTimeOffset? pausedSince;
    private DateTimeOffset? breachedAt;
    private bool warned;
    // Set when the target is met: later terms do not touch the figures of a finished cycle
    private Figures? met;
    private DateTimeOffset? metAt;

    private DeadlineClock(WorkingTimes calendars, ClockEvent start, ClockTerms terms)
    {
        this.calendars = calendars;
        this.terms = terms;
        working = calendars[terms.CalendarId];
        cycleStart = termsSince = start.At;
        runningSince = start.At;
        Explain(start.At, ClockEventKind.Start, ClockTexts.Started(terms, working, Read(start.At)), start.Reason);
    }

    /// <returns>Null when the clock has not started by <paramref name="now"/>.</returns>
    public static DeadlineReading? Read(IEnumerable<ClockEvent> events, WorkingTimes calendars, DateTimeOffset now)
    {
        // Facts of the same moment keep the order in which they were recorded
        var ordered = events.Where(e => e.At <= now).OrderBy(e => e.At).SkipWhile(e => e.Kind is not ClockEventKind.Start).ToList();
        if (ordered.Count == 0)
            return null;

        var start = ordered[0];
        var clock = new DeadlineClock(calendars, start, start.Terms ?? throw new ArgumentException("A start carries its terms.", nameof(events)));
        foreach (var next in ordered.Skip(1))
            clock.Apply(next);
        return clock.Show(now);
    }

    private void Apply(ClockEvent next)
    {
        Advance(next.At);
        switch (next.Kind)
        {
            case ClockEventKind.Pause when metAt is null && pausedSince is null:
                CloseRun(next.At);
                pausedSince = next.At;
                Explain(next.At, next.Kind, ClockTexts.Paused(Read(next.At)), next.Reason);
                break;
            case ClockEventKind.Resume when metAt is null && pausedSince is { } since:
                ClosePause(next.At);
                runningSince = next.At;
                Explain(next.At, next.Kind, ClockTexts.Resumed(terms, working, next.At - since, Measure(since, next.At), Read(next.At)), next.Reason);
                break;
            case ClockEventKind.PolicyChanged when next.Terms is not null:
                var before = terms;
                terms = next.Terms;
                working = calendars[terms.CalendarId];
                if (metAt is null)
                {
                    termsSince = next.At;
                    warned = false;
                }

                Explain(next.At, next.Kind, ClockTexts.PolicyChanged(before, terms, working, Read(next.At), metAt is not null, breachedAt is not null), next.Reason);
                break;
            case ClockEventKind.Met when metAt is null:
                CloseRun(next.At);
                ClosePause(next.At);
                met = Read(next.At);
                metAt = next.At;
                Explain(next.At, next.Kind, ClockTexts.Met(met, next.At, breachedAt is not null), next.Reason);
                break;
            case ClockEventKind.Reopened:
                Reopen(next);
                break;
            case ClockEventKind.Breached:
                if (breachedAt is null)
                {
                    var figures = met ?? Read(next.At);
                    breachedAt = next.At;
                    Explain(next.At, next.Kind, figures.Due <= next.At ? ClockTexts.Breached(figures, working) : ClockTexts.RecordedBreach(figures), next.Reason);
                }

                break;
            default:
                Explain(next.At, next.Kind, ClockTexts.WithoutEffect(next.Kind, metAt is not null), next.Reason);
                break;
        }

        Advance(next.At);
    }

    private void Reopen(ClockEvent next)
    {
        CloseRun(next.At);
        ClosePause(next.At);
        var ended = met ?? Read(next.At);
        earlier.Add(new DeadlineCycle
        {
            Number = cycle,
            StartedAt = cycleStart,
            Due = ended.Due,
            Allowance = ended.Allowance,
            Used = ended.Used,
            Paused = ended.Paused,
            MetAt = metAt,
            BreachedAt = breachedAt,
        });
        earlierRuns.Add(runs);

        runs = [];
        pauses.Clear();
        cycle++;
        cycleStart = termsSince = next.At;
        runningSince = next.At;
        (met, metAt, breachedAt, warned) = (null, null, null, false);
        if (next.Terms is not null)
        {
            terms = next.Terms;
            working = calendars[terms.CalendarId];
        }

        Explain(next.At, next.Kind, ClockTexts.Reopened(terms, working, LeftOfEarlierCycles(), ReopeningMinimum(), Read(next.At)), next.Reason);
    }

    /// <summary>Notes what the clock ran into on the way to <paramref name="to"/>.</summary>
    private void Advance(DateTimeOffset to)
    {
        if (metAt is not null || breachedAt is not null)
            return;

        var figures = Read(to);
        if (!warned && figures.WarningAt <= to)
        {
            warned = true;
            var at = Later(figures.WarningAt, termsSince);
            Explain(at, ClockEventKind.AtRisk, ClockTexts.AtRisk(terms), null, figures with { Used = UsedAt(at) });
        }

        if (figures.Due < to)
        {
            // Terms that came too late to be kept are broken when they come, not before
            breachedAt = Later(figures.Due, termsSince);
            Explain(breachedAt.Value, ClockEventKind.Breached, ClockTexts.Breached(figures, working), null, figures with { Used = UsedAt(breachedAt.Value) });
        }
    }

    private DeadlineReading Show(DateTimeOffset now)
    {
        Advance(now);
        var figures = met ?? Read(now);
        var state = breachedAt is not null ? DeadlineState.Breached
            : metAt is not null ? DeadlineState.Met
            : pausedSince is not null ? DeadlineState.Paused
            : figures.WarningAt <= now ? DeadlineState.AtRisk
            : DeadlineState.Running;
        return new DeadlineReading
        {
            State = state,
            Cycle = cycle,
            Due = figures.Due,
            WarningAt = figures.WarningAt,
            Target = figures.Target,
            Allowance = figures.Allowance,
            Used = figures.Used,
            Remaining = figures.Allowance - figures.Used,
            Paused = figures.Paused,
            PausedCounted = figures.PausedCounted,
            Capped = figures.Capped,
            MetAt = metAt,
            BreachedAt = breachedAt,
            EverBreached = breachedAt is not null || earlier.Exists(c => c.BreachedAt is not null),
            NextChangeAt = NextChange(state, figures, now),
            RuleId = figures.RuleId,
            Clock = figures.Clock,
            TimeZone = working.TimeZone,
            EarlierCycles = [.. earlier],
            Steps = [.. steps],
        };
    }

    private DateTimeOffset? NextChange(DeadlineState state, Figures figures, DateTimeOffset now)
    {
        // In time is up to and including the due time, so the breach begins just after it
        var after = TimeSpan.FromMilliseconds(1);
        return state switch
        {
            DeadlineState.Running => figures.WarningAt,
            DeadlineState.AtRisk => figures.Due + after,
            DeadlineState.Paused when terms.Cap is { } cap => !warned && CapWarning(cap) > now ? CapWarning(cap) : cycleStart + cap + after,
            _ => null,
        };
    }

    /// <param name="Used">In the time of the clock, as are all lengths here but <paramref name="Paused"/>.</param>
    internal sealed record Figures(
        DateTimeOffset Due, DateTimeOffset WarningAt, TimeSpan Target, TimeSpan Allowance, TimeSpan Used, TimeSpan Paused, TimeSpan PausedCounted, bool Capped,
        string RuleId, DeadlineClockKind Clock);

    private Figures Read(DateTimeOffset at)
    {
        var allowance = Allowance(earlierRuns.Count);
        var due = MomentOf(allowance, at);
        var warning = MomentOf(Share(allowance, terms.WarningAt), at);
        var capped = false;
        if (terms.Cap is { } cap)
        {
            capped = cycleStart + cap < due;
            due = Earlier(due, cycleStart + cap);
            warning = Earlier(warning, CapWarning(cap));
        }

        var openPause = pausedSince is { } since ? [(since, at)] : Array.Empty<(DateTimeOffset From, DateTimeOffset To)>();
        var allPauses = pauses.Concat(openPause).ToList();
        return new Figures(
            due, warning, terms.Target, allowance, UsedAt(at),
            allPauses.Aggregate(TimeSpan.Zero, (sum, p) => sum + (p.To - p.From)),
            Measure(allPauses),
            capped, terms.RuleId, terms.Clock);
    }

    /// <summary>The time a cycle has: the whole target, then what the cycles before left of it, but never less than the minimum.</summary>
    private TimeSpan Allowance(int index)
    {
        var allowance = terms.Target;
        for (var i = 0; i < index; i++)
            allowance = Longer(allowance - Measure(earlierRuns[i]), ReopeningMinimum());
        return allowance;
    }

    private TimeSpan LeftOfEarlierCycles() => Allowance(earlierRuns.Count - 1) - Measure(earlierRuns[^1]);

    private TimeSpan ReopeningMinimum() => Share(terms.Target, terms.ReopeningMinimum);

    /// <summary>When so much of the clock's time has been used in this cycle; while paused, as if the clock ran again at <paramref name="at"/>.</summary>
    private DateTimeOffset MomentOf(TimeSpan amount, DateTimeOffset at)
    {
        foreach (var (from, to) in runs)
        {
            var length = Measure(from, to);
            if (length >= amount)
                return Plus(from, amount);
            amount -= length;
        }

        return Plus(runningSince ?? Later(at, runs.Count > 0 ? runs[^1].To : cycleStart), amount);
    }

    private TimeSpan UsedAt(DateTimeOffset at) =>
        Measure(runs.Where(r => r.From < at).Select(r => (r.From, Earlier(r.To, at)))) + (runningSince is { } since ? Measure(since, at) : TimeSpan.Zero);

    private TimeSpan Measure(IEnumerable<(DateTimeOffset From, DateTimeOffset To)> spans) =>
        spans.Aggregate(TimeSpan.Zero, (sum, s) => sum + Measure(s.From, s.To));

    private TimeSpan Measure(DateTimeOffset from, DateTimeOffset to) =>
        terms.Clock is DeadlineClockKind.Business ? working.Between(from, to) : to > from ? to - from : TimeSpan.Zero;

    private DateTimeOffset Plus(DateTimeOffset from, TimeSpan amount) =>
        terms.Clock is DeadlineClockKind.Business ? working.Add(from, amount) : from + (amount > TimeSpan.Zero ? amount : TimeSpan.Zero);

    private void CloseRun(DateTimeOffset at)
    {
        if (runningSince is { } since)
            runs.Add((since, at));
        runningSince = null;
    }

    private void ClosePause(DateTimeOffset at)
    {
        if (pausedSince is { } since)
            pauses.Add((since, at));
        pausedSince = null;
    }

    private void Explain(DateTimeOffset at, ClockEventKind kind, LocalizedText text, LocalizedText? reason, Figures? then = null)
    {
        var figures = then ?? met ?? Read(at);
        steps.Add(new ClockStep
        {
            At = at,
            Kind = kind,
            Cycle = cycle,
            Used = figures.Used,
            Remaining = figures.Allowance - figures.Used,
            Due = figures.Due,
            Text = text,
            Reason = reason,
        });
    }

    private DateTimeOffset CapWarning(TimeSpan cap) => cycleStart + Share(cap, terms.WarningAt);

    private static TimeSpan Share(TimeSpan whole, decimal share) => TimeSpan.FromTicks((long)(whole.Ticks * share));

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left <= right ? left : right;

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left >= right ? left : right;

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left >= right ? left : right;
}
