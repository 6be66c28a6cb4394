using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Deadlines;

/// <summary>
/// A fact about one target of one case. <see cref="ClockEventKind.AtRisk"/> never comes in: it is derived. A breach is derived as well, and
/// stored as a fact when it was acted on, so that no fact that arrives late can undo it.
/// </summary>
public sealed record ClockEvent
{
    public required DateTimeOffset At { get; init; }

    public required ClockEventKind Kind { get; init; }

    /// <summary>With <c>start</c> and <c>policy_changed</c>, and with <c>reopened</c> where the terms are new.</summary>
    public ClockTerms? Terms { get; init; }

    public LocalizedText? Reason { get; init; }
}

/// <summary><see cref="Stopped"/>: the case ended without what the target measures; neither met nor late.</summary>
public enum ClockEventKind { Start, Pause, Resume, PolicyChanged, Met, Reopened, AtRisk, Breached, Stopped }

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
