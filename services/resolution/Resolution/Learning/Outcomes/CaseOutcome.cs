using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Learning.Outcomes;

/// <summary>
/// How one cycle of a case went, in a row that scorecards add up: a cycle belongs to whom it belonged to when it ended, whatever comes
/// after.
/// </summary>
internal sealed class CaseOutcome : IStorefrontOwned
{
    private CaseOutcome()
    {
    }

    public Guid ComplaintId { get; private init; }

    public int Cycle { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid? AgentId { get; private set; }

    [FreeText]
    public string? AgentName { get; private set; }

    /// <summary>The department that the agent belongs to, which need not be the one of the case.</summary>
    public string Team { get; private set; } = "";

    public string Department { get; private set; } = "";

    public string Category { get; private set; } = "";

    public DateTimeOffset StartedAt { get; private init; }

    public DateTimeOffset EndedAt { get; private init; }

    /// <summary>By the clock on the wall; <c>null</c> where nobody answered in this cycle.</summary>
    public double? FirstResponseHours { get; private set; }

    public double? ResolutionHours { get; private set; }

    /// <summary><c>null</c> where the case ended before the target was met or missed.</summary>
    public bool? FirstResponseKept { get; private set; }

    public bool? ResolutionKept { get; private set; }

    /// <summary>As in <see cref="Contracts.Resolution.CaseClosed.Reason"/>; <c>null</c> while it is resolved and followed up.</summary>
    public string? CloseReason { get; private set; }

    /// <summary>Another cycle followed.</summary>
    public bool Reopened { get; private set; }

    /// <summary>The customer's, 1 to 5.</summary>
    public int? Score { get; private set; }

    public bool? Solved { get; private set; }

    public int Version { get; private set; }

    public static CaseOutcome Of(Case theCase, int cycle, PolicyBook policies, DateTimeOffset endedAt)
    {
        var response = ReadingOf(theCase, DeadlineTargetKind.FirstResponse, cycle, policies, endedAt);
        var resolution = ReadingOf(theCase, DeadlineTargetKind.Resolution, cycle, policies, endedAt);
        return new CaseOutcome
        {
            ComplaintId = theCase.Id,
            Cycle = cycle,
            StorefrontId = theCase.StorefrontId,
            Category = theCase.Category,
            StartedAt = response.StartedAt,
            EndedAt = endedAt,
            FirstResponseHours = Hours(response.StartedAt, response.MetAt),
            ResolutionHours = Hours(resolution.StartedAt, resolution.MetAt),
            FirstResponseKept = Kept(response),
            ResolutionKept = Kept(resolution),
            Version = 1,
        };
    }

    public void BelongsTo(Guid? agentId, string? agentName, string? team, string department)
    {
        (AgentId, AgentName, Team, Department) = (agentId, agentName, team ?? "", department);
        Version++;
    }

    public void Close(string reason)
    {
        CloseReason = reason;
        Version++;
    }

    public void Reopen()
    {
        Reopened = true;
        Version++;
    }

    public void Answer(int? score, bool? solved)
    {
        (Score, Solved) = (score, solved);
        Version++;
    }

    public static void Map(EntityTypeBuilder<CaseOutcome> table)
    {
        table.ToTable("CaseOutcomes");
        table.HasKey(row => new { row.ComplaintId, row.Cycle });
        table.Property(row => row.Team).HasMaxLength(64);
        table.Property(row => row.Department).HasMaxLength(64);
        table.Property(row => row.CloseReason).HasMaxLength(20);
        table.HasIndex(row => new { row.StorefrontId, row.EndedAt });
        table.HasIndex(row => row.EndedAt);
        table.HasIndex(row => new { row.AgentId, row.EndedAt });
    }

    private static bool? Kept(CycleReading reading) =>
        reading.BreachedAt is not null ? false : reading.MetAt is not null ? true : null;

    private static double? Hours(DateTimeOffset from, DateTimeOffset? to) =>
        to is { } met ? Math.Max(0, (met - from).TotalHours) : null;

    // What a later cycle did not keep of an earlier one stands in the clock's facts
    private static CycleReading ReadingOf(
        Case theCase, DeadlineTargetKind target, int cycle, PolicyBook policies, DateTimeOffset at)
    {
        var facts = theCase.Clock.Where(fact => fact.Target == target).OrderBy(fact => fact.Number).Select(fact => fact.ToEvent()).ToList();
        var started = facts.Where(fact => fact.Kind is ClockEventKind.Start or ClockEventKind.Reopened).Select(fact => fact.At)
            .Skip(cycle - 1).FirstOrDefault(theCase.OpenedAt);
        if (theCase.Read(target, policies, at) is not { } reading)
            return new CycleReading(started, null, null);
        return reading.EarlierCycles.FirstOrDefault(earlier => earlier.Number == cycle) is { } earlier
            ? new CycleReading(earlier.StartedAt, earlier.MetAt, earlier.BreachedAt)
            : new CycleReading(started, reading.MetAt, reading.BreachedAt);
    }

    private readonly record struct CycleReading(DateTimeOffset StartedAt, DateTimeOffset? MetAt, DateTimeOffset? BreachedAt);
}
