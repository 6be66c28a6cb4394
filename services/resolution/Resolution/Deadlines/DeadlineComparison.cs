using ComplaintPlatform.Resolution.Calendars;
using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Deadlines;

/// <summary>One target of one past case: what it was and what happened to it.</summary>
internal sealed record DeadlineHistory
{
    public required Guid CaseId { get; init; }

    public required DeadlineTargetKind Kind { get; init; }

    public required Urgency Urgency { get; init; }

    public required CustomerType CustomerType { get; init; }

    public string? Category { get; init; }

    public required IReadOnlyList<ClockEvent> Events { get; init; }
}

public sealed record DryRunOutcome
{
    public required DeadlineTargetKind Kind { get; init; }

    public required int Cases { get; init; }

    public required int BreachedAsItWas { get; init; }

    public required int BreachedAsProposed { get; init; }

    /// <summary>Breached under the proposal only.</summary>
    public required IReadOnlyList<Guid> NewlyBreached { get; init; }

    /// <summary>Breached as it was, and not under the proposal.</summary>
    public required IReadOnlyList<Guid> NoLongerBreached { get; init; }
}

/// <summary>What a policy would have meant for cases that are past: the same pauses, answers and reopenings under other terms.</summary>
internal static class DeadlineComparison
{
    public static IReadOnlyList<DryRunOutcome> Compare(
        IEnumerable<DeadlineHistory> histories, DeadlinePolicies proposed, WorkingTimes current, WorkingTimes proposedCalendars,
        DateTimeOffset now)
    {
        var compared = histories
            .Select(history => (
                History: history,
                Was: DeadlineClock.Read(history.Events, current, now)?.EverBreached,
                Would: DeadlineClock.Read(UnderTerms(history, proposed), proposedCalendars, now)?.EverBreached))
            .Where(c => c.Was is not null && c.Would is not null)
            .ToList();

        return [.. compared.GroupBy(c => c.History.Kind).OrderBy(g => g.Key).Select(group => new DryRunOutcome
        {
            Kind = group.Key,
            Cases = group.Count(),
            BreachedAsItWas = group.Count(c => c.Was is true),
            BreachedAsProposed = group.Count(c => c.Would is true),
            NewlyBreached = [.. group.Where(c => c.Was is false && c.Would is true).Select(c => c.History.CaseId)],
            NoLongerBreached = [.. group.Where(c => c.Was is true && c.Would is false).Select(c => c.History.CaseId)],
        })];
    }

    // Stored breaches and changes of terms belong to the policy that was; what people did stays
    private static IEnumerable<ClockEvent> UnderTerms(DeadlineHistory history, DeadlinePolicies proposed)
    {
        if (proposed.TermsFor(history.Kind, history.Urgency, history.CustomerType, history.Category) is not { } terms)
            return [];
        return history.Events
            .Where(e => e.Kind is not (ClockEventKind.PolicyChanged or ClockEventKind.Breached or ClockEventKind.AtRisk))
            .Select(e => e.Kind is ClockEventKind.Start ? e with { Terms = terms } : e with { Terms = null });
    }
}
