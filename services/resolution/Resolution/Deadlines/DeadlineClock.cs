using ComplaintPlatform.Resolution.Calendars;
using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Deadlines;

/// <summary>
/// The clock of one target as a pure function of its facts. Nothing is stored but the facts, so a reading for any past moment can be had,
/// and the explanation is made by the same pass that makes the figures.
/// </summary>
internal sealed class DeadlineClock : IClockMeasure
{
    private readonly WorkingTimes _calendars;
    private readonly List<ClockStep> _steps = [];
    private readonly List<DeadlineCycle> _earlier = [];
    private readonly List<CycleTime> _earlierTimes = [];

    private ClockTerms _terms;
    // How many edits of the calendars are known at the moment that the pass has come to
    private int _known;
    private int _cycle = 1;
    private CycleTime _time;
    private DateTimeOffset _termsSince;
    private DateTimeOffset? _stoppedAt;
    private DateTimeOffset? _breachedAt;
    private bool _warned;
    // Set when the target is met: later terms do not touch the figures of a finished cycle
    private Figures? _met;
    private DateTimeOffset? _metAt;
    private List<ClockPart> _metParts = [];

    private DeadlineClock(WorkingTimes calendars, ClockEvent start, ClockTerms terms)
    {
        _calendars = calendars;
        _terms = terms;
        _known = calendars.ChangedAt.Count(at => at <= start.At);
        _termsSince = start.At;
        _time = new CycleTime(start.At);
        Explain(start.At, ClockEventKind.Start, ClockTexts.Started(terms, Working, Read(start.At)), start.Reason);
    }

    /// <returns>Null when the clock has not started by <paramref name="now"/>.</returns>
    public static DeadlineReading? Read(IEnumerable<ClockEvent> events, WorkingTimes calendars, DateTimeOffset now)
    {
        // Facts of the same moment keep the order in which they were recorded
        var ordered = events.Where(e => e.At <= now).OrderBy(e => e.At).SkipWhile(e => e.Kind is not ClockEventKind.Start).ToList();
        if (ordered.Count == 0)
            return null;

        var start = ordered[0];
        var clock = new DeadlineClock(
            calendars, start, start.Terms ?? throw new ArgumentException("A start carries its _terms.", nameof(events)));
        foreach (var next in ordered.Skip(1))
        {
            clock.TakeEditsUpTo(next.At);
            clock.Apply(next);
        }

        clock.TakeEditsUpTo(now);
        return clock.Show(now);
    }

    private WorkingTime Working => _calendars.Of(_terms.CalendarId, _known);

    /// <summary>An edited calendar counts from its edit on; what it moves is said.</summary>
    private void TakeEditsUpTo(DateTimeOffset to)
    {
        while (_known < _calendars.ChangedAt.Count && _calendars.ChangedAt[_known] is var at && at <= to)
        {
            Advance(at);
            var before = Read(at).Due;
            _known++;
            if (_terms.Clock is not DeadlineClockKind.Business || _metAt is not null || _stoppedAt is not null || Read(at) is not { } after || after.Due == before)
                continue;
            _termsSince = at;
            _warned &= after.WarningAt <= at;
            Explain(at, ClockEventKind.PolicyChanged, ClockTexts.CalendarChanged(Working, before, after), null);
            Advance(at);
        }
    }

    private void Apply(ClockEvent next)
    {
        Advance(next.At);
        switch (next.Kind)
        {
            case ClockEventKind.Pause when _metAt is null && _time.PausedSince is null:
                _time.Pause(next.At);
                Explain(next.At, next.Kind, ClockTexts.Paused(Read(next.At)), next.Reason);
                break;
            case ClockEventKind.Stopped when _metAt is null:
                if (_time.PausedSince is null)
                    _time.Pause(next.At);
                _stoppedAt = next.At;
                Explain(next.At, next.Kind, ClockTexts.Stopped(Read(next.At)), next.Reason);
                break;
            case ClockEventKind.Resume when _metAt is null && _time.PausedSince is { } since:
                _stoppedAt = null;
                _time.Resume(next.At);
                Explain(next.At, next.Kind, ClockTexts.Resumed(_terms, Working, next.At - since, Between(since, next.At), Read(next.At)),
                    next.Reason);
                break;
            case ClockEventKind.PolicyChanged when next.Terms is not null:
                var before = _terms;
                _terms = next.Terms;
                if (_metAt is null)
                {
                    _termsSince = next.At;
                    _warned = false;
                }

                Explain(next.At, next.Kind,
                    ClockTexts.PolicyChanged(before, _terms, Working, Read(next.At), _metAt is not null, _breachedAt is not null),
                    next.Reason);
                break;
            case ClockEventKind.Met when _metAt is null:
                _time.End(next.At);
                _met = Read(next.At);
                _metParts = _time.PartsAt(next.At, this);
                _metAt = next.At;
                Explain(next.At, next.Kind, ClockTexts.Met(_met, next.At, _breachedAt is not null), next.Reason);
                break;
            case ClockEventKind.Reopened:
                Begin(next, restarts: false);
                break;
            case ClockEventKind.Restarted:
                Begin(next, restarts: true);
                break;
            case ClockEventKind.AtRisk:
                // That it was said is a fact; what it said was found on the way here
                break;
            case ClockEventKind.Breached:
                if (_breachedAt is null)
                {
                    var figures = _met ?? Read(next.At);
                    _breachedAt = next.At;
                    Explain(next.At, next.Kind,
                        figures.Due <= next.At ? ClockTexts.Breached(figures, Working) : ClockTexts.RecordedBreach(figures), next.Reason);
                }

                break;
            default:
                Explain(next.At, next.Kind, ClockTexts.WithoutEffect(next.Kind, _metAt is not null), next.Reason);
                break;
        }

        Advance(next.At);
    }

    private void Begin(ClockEvent next, bool restarts)
    {
        _time.End(next.At);
        var ended = _met ?? Read(next.At);
        _earlier.Add(new DeadlineCycle
        {
            Number = _cycle,
            StartedAt = _time.Start,
            Due = ended.Due,
            Allowance = ended.Allowance,
            Used = ended.Used,
            Paused = ended.Paused,
            MetAt = _metAt,
            BreachedAt = _breachedAt,
        });
        // A new round owes nothing to those before
        if (restarts)
            _earlierTimes.Clear();
        else
            _earlierTimes.Add(_time);

        _time = new CycleTime(next.At);
        _cycle++;
        _termsSince = next.At;
        (_met, _metAt, _breachedAt, _warned, _stoppedAt) = (null, null, null, false, null);
        if (next.Terms is not null)
        {
            _terms = next.Terms;
        }

        Explain(
            next.At, next.Kind,
            restarts ? ClockTexts.Started(_terms, Working, Read(next.At))
                : ClockTexts.Reopened(_terms, Working, LeftOfEarlierCycles(), ReopeningMinimum(), Read(next.At)),
            next.Reason);
    }

    /// <summary>Notes what the clock ran into on the way to <paramref name="to"/>.</summary>
    private void Advance(DateTimeOffset to)
    {
        if (_metAt is not null || _breachedAt is not null || _stoppedAt is not null)
            return;

        var figures = Read(to);
        if (!_warned && figures.WarningAt <= to)
        {
            _warned = true;
            var at = Later(figures.WarningAt, _termsSince);
            Explain(at, ClockEventKind.AtRisk, ClockTexts.AtRisk(_terms), null, figures with { Used = UsedAt(at) });
        }

        if (figures.Due < to)
        {
            // Terms that came too late to be kept are broken when they come, not before
            _breachedAt = Later(figures.Due, _termsSince);
            Explain(_breachedAt.Value, ClockEventKind.Breached, ClockTexts.Breached(figures, Working), null,
                figures with { Used = UsedAt(_breachedAt.Value) });
        }
    }

    private DeadlineReading Show(DateTimeOffset now)
    {
        Advance(now);
        // What has ended stands as it ended
        var shownAt = _stoppedAt ?? now;
        var figures = _met ?? Read(shownAt);
        var state = _breachedAt is not null ? DeadlineState.Breached
            : _metAt is not null ? DeadlineState.Met
            : _stoppedAt is not null ? DeadlineState.Stopped
            : _time.PausedSince is not null ? DeadlineState.Paused
            : figures.WarningAt <= now ? DeadlineState.AtRisk
            : DeadlineState.Running;
        return new DeadlineReading
        {
            State = state,
            Cycle = _cycle,
            Due = figures.Due,
            WarningAt = figures.WarningAt,
            Target = figures.Target,
            Allowance = figures.Allowance,
            Used = figures.Used,
            Remaining = figures.Allowance - figures.Used,
            Paused = figures.Paused,
            PausedCounted = figures.PausedCounted,
            Capped = figures.Capped,
            MetAt = _metAt,
            BreachedAt = _breachedAt,
            EverBreached = _breachedAt is not null || _earlier.Exists(c => c.BreachedAt is not null),
            NextChangeAt = NextChange(state, figures, now),
            RuleId = figures.RuleId,
            Clock = figures.Clock,
            CalendarId = _terms.CalendarId,
            TimeZone = Working.TimeZone,
            Parts = _metAt is null ? _time.PartsAt(shownAt, this) : _metParts,
            MomentOfUse = state is DeadlineState.Breached && _metAt is null && _time.RunningSince is not null
                ? used => _time.MomentOf(used, now, this)
                : static _ => null,
            EarlierCycles = [.. _earlier],
            Steps = [.. _steps],
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
            DeadlineState.Paused when _terms.Cap is { } cap => !_warned
                && CapWarning(cap) > now ? CapWarning(cap) : _time.Start + cap + after,
            _ => null,
        };
    }

    /// <param name="Used">In the time of the clock, as are all lengths here but <paramref name="Paused"/>.</param>
    internal sealed record Figures(
        DateTimeOffset Due, DateTimeOffset WarningAt, TimeSpan Target, TimeSpan Allowance, TimeSpan Used, TimeSpan Paused,
        TimeSpan PausedCounted, bool Capped,
        string RuleId, DeadlineClockKind Clock);

    private Figures Read(DateTimeOffset at)
    {
        var allowance = Allowance(_earlierTimes.Count);
        var due = _time.MomentOf(allowance, at, this);
        var warning = _time.MomentOf(Share(allowance, _terms.WarningAt), at, this);
        var capped = false;
        if (_terms.Cap is { } cap)
        {
            capped = _time.Start + cap < due;
            due = Earlier(due, _time.Start + cap);
            warning = Earlier(warning, CapWarning(cap));
        }

        var parts = _time.PartsAt(at, this);
        return new Figures(
            due, warning, _terms.Target, allowance, Sum(parts, counts: true),
            parts.Where(part => !part.Counts).Aggregate(TimeSpan.Zero, (sum, part) => sum + (part.To - part.From)),
            Sum(parts, counts: false),
            capped, _terms.RuleId, _terms.Clock);
    }

    /// <summary>The time a cycle has: the whole target, then what the cycles before left of it, but never less than the minimum.</summary>
    private TimeSpan Allowance(int index)
    {
        var allowance = _terms.Target;
        for (var i = 0; i < index; i++)
            allowance = Longer(allowance - _earlierTimes[i].Ran(this), ReopeningMinimum());
        return allowance;
    }

    private TimeSpan LeftOfEarlierCycles() => Allowance(_earlierTimes.Count - 1) - _earlierTimes[^1].Ran(this);

    private TimeSpan ReopeningMinimum() => Share(_terms.Target, _terms.ReopeningMinimum);

    private static TimeSpan Sum(IEnumerable<ClockPart> parts, bool counts) =>
        parts.Where(part => part.Counts == counts).Aggregate(TimeSpan.Zero, (sum, part) => sum + part.Length);

    private TimeSpan UsedAt(DateTimeOffset at) => Sum(_time.PartsAt(at, this), counts: true);

    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to) =>
        _terms.Clock is DeadlineClockKind.Business ? _calendars.Between(_terms.CalendarId, from, to) : to > from ? to - from : TimeSpan.Zero;

    public DateTimeOffset Plus(DateTimeOffset from, TimeSpan amount) => _terms.Clock is DeadlineClockKind.Business
        ? _calendars.Add(_terms.CalendarId, from, amount, _known)
        : from + (amount > TimeSpan.Zero ? amount : TimeSpan.Zero);

    private void Explain(DateTimeOffset at, ClockEventKind kind, LocalizedText text, LocalizedText? reason, Figures? then = null)
    {
        var figures = then ?? _met ?? Read(at);
        _steps.Add(new ClockStep
        {
            At = at,
            Kind = kind,
            Cycle = _cycle,
            Used = figures.Used,
            Remaining = figures.Allowance - figures.Used,
            Due = figures.Due,
            Text = text,
            Reason = reason,
        });
    }

    private DateTimeOffset CapWarning(TimeSpan cap) => _time.Start + Share(cap, _terms.WarningAt);

    private static TimeSpan Share(TimeSpan whole, decimal share) => TimeSpan.FromTicks((long)(whole.Ticks * share));

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left <= right ? left : right;

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left >= right ? left : right;

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left >= right ? left : right;
}
