namespace ComplaintPlatform.Resolution.Deadlines;

/// <summary>How a clock measures: by the calendar, or by working time alone.</summary>
internal interface IClockMeasure
{
    TimeSpan Between(DateTimeOffset from, DateTimeOffset to);

    DateTimeOffset Plus(DateTimeOffset from, TimeSpan amount);
}

/// <summary>
/// The stretches of one cycle in which its clock ran, and those in which it stood. They are kept as they were, because new terms may measure
/// them by another clock.
/// </summary>
internal sealed class CycleTime
{
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _runs = [];
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _pauses = [];

    public CycleTime(DateTimeOffset start) => (Start, RunningSince) = (start, start);

    public DateTimeOffset Start { get; }

    public DateTimeOffset? RunningSince { get; private set; }

    public DateTimeOffset? PausedSince { get; private set; }

    public void Pause(DateTimeOffset at)
    {
        CloseRun(at);
        PausedSince = at;
    }

    public void Resume(DateTimeOffset at)
    {
        ClosePause(at);
        RunningSince = at;
    }

    public void End(DateTimeOffset at)
    {
        CloseRun(at);
        ClosePause(at);
    }

    /// <summary>What ran and has ended.</summary>
    public TimeSpan Ran(IClockMeasure measure) => _runs.Aggregate(TimeSpan.Zero, (sum, run) => sum + measure.Between(run.From, run.To));

    /// <summary>
    /// When so much of the clock's time has been used; while paused, as if the clock ran again at <paramref name="at"/>.
    /// </summary>
    public DateTimeOffset MomentOf(TimeSpan amount, DateTimeOffset at, IClockMeasure measure)
    {
        foreach (var (from, to) in _runs)
        {
            var length = measure.Between(from, to);
            if (length >= amount)
                return measure.Plus(from, amount);
            amount -= length;
        }

        var last = _runs.Count > 0 ? _runs[^1].To : Start;
        return measure.Plus(RunningSince ?? (at >= last ? at : last), amount);
    }

    /// <summary>The cycle up to a moment, part by part: what the clock counted and what it left out.</summary>
    public List<ClockPart> PartsAt(DateTimeOffset at, IClockMeasure measure)
    {
        var parts = new List<(DateTimeOffset From, DateTimeOffset To, bool Counts)>();
        parts.AddRange(_runs.Select(run => (run.From, run.To, true)));
        parts.AddRange(_pauses.Select(pause => (pause.From, pause.To, false)));
        if (RunningSince is { } running)
            parts.Add((running, at, true));
        if (PausedSince is { } paused)
            parts.Add((paused, at, false));
        return [.. parts.Where(part => part.From < at).OrderBy(part => part.From).ThenBy(part => part.To)
            .Select(part => (part.From, To: part.To <= at ? part.To : at, part.Counts))
            .Where(part => part.From < part.To)
            .Select(part => new ClockPart(part.From, part.To, part.Counts, measure.Between(part.From, part.To)))];
    }

    private void CloseRun(DateTimeOffset at)
    {
        if (RunningSince is { } since)
            _runs.Add((since, at));
        RunningSince = null;
    }

    private void ClosePause(DateTimeOffset at)
    {
        if (PausedSince is { } since)
            _pauses.Add((since, at));
        PausedSince = null;
    }
}
