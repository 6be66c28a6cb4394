using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Deadlines;

/// <summary>
/// A fact about one target of one case. A warning and a breach are derived; each is stored as a fact too when somebody was told of it: a
/// warning so that it is given once, a breach so that no fact that arrives late can undo it.
/// </summary>
public sealed record ClockEvent
{
    public required DateTimeOffset At { get; init; }

    public required ClockEventKind Kind { get; init; }

    /// <summary>With <c>start</c> and <c>policy_changed</c>, and with <c>reopened</c> where the terms are new.</summary>
    public ClockTerms? Terms { get; init; }

    public LocalizedText? Reason { get; init; }
}

/// <summary>
/// <see cref="Stopped"/>: the case ended without what the target measures; neither met nor late. <see cref="Restarted"/>: what the target
/// measures is wanted once more, with the whole time; a target that recurs begins a round of its own each time.
/// </summary>
public enum ClockEventKind { Start, Pause, Resume, PolicyChanged, Met, Reopened, AtRisk, Breached, Stopped, Restarted }

/// <summary>What a target runs under, kept with the event that set it: a later edit of the policy changes no case by itself.</summary>
public sealed record ClockTerms
{
    public required string RuleId { get; init; }

    public required TimeSpan Target { get; init; }

    public required DeadlineClockKind Clock { get; init; }

    public string? CalendarId { get; init; }

    public decimal WarningAt { get; init; } = 0.75m;

    public decimal ReopeningMinimum { get; init; } = 0.25m;

    /// <summary>Longest time by the clock from the start of a cycle; a pause does not stop it.</summary>
    public TimeSpan? Cap { get; init; }
}
