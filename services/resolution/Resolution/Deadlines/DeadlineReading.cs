using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Deadlines;

/// <summary><see cref="Stopped"/>: the case ended before the target was met or breached.</summary>
public enum DeadlineState { Running, Paused, Met, AtRisk, Breached, Stopped }

/// <summary>What the clock of one target shows at one moment, and why.</summary>
public sealed record DeadlineReading
{
    /// <summary>
    /// Of the running cycle. A breach stays <c>breached</c>, also when the target is met late, paused or given new terms.
    /// </summary>
    public required DeadlineState State { get; init; }

    public required int Cycle { get; init; }

    /// <summary>While paused: as if the pause ended now.</summary>
    public required DateTimeOffset Due { get; init; }

    public required DateTimeOffset WarningAt { get; init; }

    public required TimeSpan Target { get; init; }

    /// <summary>The target of the first cycle; what was left of it, or the minimum, in a later one.</summary>
    public required TimeSpan Allowance { get; init; }

    /// <summary>In the time of the clock. <see cref="Used"/> + <see cref="Remaining"/> = <see cref="Allowance"/>.</summary>
    public required TimeSpan Used { get; init; }

    /// <summary>Negative when late.</summary>
    public required TimeSpan Remaining { get; init; }

    /// <summary>By the clock on the wall.</summary>
    public required TimeSpan Paused { get; init; }

    /// <summary>The part of <see cref="Paused"/> that the target's clock would have counted: by so much the due time moved.</summary>
    public required TimeSpan PausedCounted { get; init; }

    /// <summary>Whether the limit by the clock, not the target, sets the due time.</summary>
    public required bool Capped { get; init; }

    public DateTimeOffset? MetAt { get; init; }

    public DateTimeOffset? BreachedAt { get; init; }

    /// <summary>In this cycle or an earlier one.</summary>
    public required bool EverBreached { get; init; }

    /// <summary>When the state changes next if nothing happens: the time to look again.</summary>
    public DateTimeOffset? NextChangeAt { get; init; }

    public required string RuleId { get; init; }

    public required DeadlineClockKind Clock { get; init; }

    public string? CalendarId { get; init; }

    public required string TimeZone { get; init; }

    /// <summary>Earlier cycles, as they ended.</summary>
    public required IReadOnlyList<DeadlineCycle> EarlierCycles { get; init; }

    public required IReadOnlyList<ClockStep> Steps { get; init; }

    /// <summary>
    /// The running cycle without a gap: <see cref="Used"/> is the sum of what counts, <see cref="PausedCounted"/> of what does not.
    /// </summary>
    public required IReadOnlyList<ClockPart> Parts { get; init; }

    /// <summary>When so much will have been used if nothing happens; nothing while the clock does not run on after a breach.</summary>
    internal Func<TimeSpan, DateTimeOffset?> MomentOfUse { get; init; } = static _ => null;
}

/// <param name="Counts">Whether it is used of the target; otherwise the clock stood.</param>
/// <param name="Length">In the time of the clock.</param>
public sealed record ClockPart(DateTimeOffset From, DateTimeOffset To, bool Counts, TimeSpan Length);

public sealed record DeadlineCycle
{
    public required int Number { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset Due { get; init; }

    public required TimeSpan Allowance { get; init; }

    public required TimeSpan Used { get; init; }

    public required TimeSpan Paused { get; init; }

    public DateTimeOffset? MetAt { get; init; }

    public DateTimeOffset? BreachedAt { get; init; }
}

/// <summary>One line of the explanation: the event, the figures after it, and the arithmetic in words.</summary>
public sealed record ClockStep
{
    public required DateTimeOffset At { get; init; }

    public required ClockEventKind Kind { get; init; }

    public required int Cycle { get; init; }

    public required TimeSpan Used { get; init; }

    public required TimeSpan Remaining { get; init; }

    public required DateTimeOffset Due { get; init; }

    public required LocalizedText Text { get; init; }

    public LocalizedText? Reason { get; init; }
}
