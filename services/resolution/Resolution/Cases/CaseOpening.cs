using ComplaintPlatform.Resolution.Agents;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Escalations;
using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>A complaint that is received and classified gets its case and its agent in one step; agents do not pull.</summary>
internal sealed class CaseOpening(ResolutionDbContext db, CaseDispatcher dispatcher, PolicyShelf shelf, TimeProvider clock)
{
    public async Task OpenWhenReadyAsync(ComplaintFacts facts, CancellationToken ct)
    {
        if (!facts.AwaitsCase)
            return;

        var now = clock.GetUtcNow();
        var policies = await shelf.ForAsync(db, facts.StorefrontId, ct);
        facts.Open();
        var opened = Case.Open(facts, policies, now);
        db.Cases.Add(opened);
        db.Publish(opened.Opened(now));
        db.Publish(await dispatcher.DispatchAsync(opened, facts, policies, StaffRole.Agent, new HashSet<Guid>(), null, ct));
        if (facts.EarlierComplaints > 0
            && opened.Escalate(policies.Escalations.After(EscalationTrigger.RepeatComplaint, opened.Level), "repeat_complaint",
            now) is { } escalated)
            db.Publish(escalated);
        foreach (var happened in opened.RunClocks(policies, now).Concat(opened.AssessEmergency(facts.EscalationRisk, policies, now)))
            db.Publish(happened);
    }
}

/// <summary>A reopened case goes to somebody above who had it before, if somebody is there.</summary>
internal sealed class CaseReopening(ResolutionDbContext db, CaseDispatcher dispatcher, PolicyShelf shelf, TimeProvider clock)
{
    /// <exception cref="DomainRuleException">As <see cref="Case.WhyNotReopen"/> says.</exception>
    public async Task ReopenAsync(Case theCase, string by, string? reason, CancellationToken ct)
    {
        var policies = await shelf.ForAsync(db, theCase.StorefrontId, ct);
        var before = theCase.AgentId is { } agentId ? await db.Agents.FindAsync([agentId], ct) : null;
        var lowest = (StaffRole)Math.Min((int)(before?.StaffRole ?? StaffRole.Agent) + 1, (int)StaffRole.Director);
        foreach (var happened in theCase.Reopen(by, reason, policies, clock.GetUtcNow()))
            db.Publish(happened);
        var facts = await db.FactsOfAsync(theCase.Id, theCase.StorefrontId, ct);
        db.Publish(await dispatcher.DispatchAsync(theCase, facts, policies, lowest, new HashSet<Guid>(), "reopened", ct));
    }

    /// <returns>Whether the rule allowed it.</returns>
    public async Task<bool> TryReopenAsync(Case theCase, string by, string? reason, CancellationToken ct)
    {
        var policies = await shelf.ForAsync(db, theCase.StorefrontId, ct);
        if (theCase.WhyNotReopen(by, policies, clock.GetUtcNow()) is not null)
            return false;
        await ReopenAsync(theCase, by, reason, ct);
        return true;
    }

    /// <summary>The link to an original was a mistake: the case goes on in its cycle as if it had not been closed.</summary>
    public async Task RestoreAsync(Case theCase, ComplaintFacts facts, CancellationToken ct)
    {
        var policies = await shelf.ForAsync(db, theCase.StorefrontId, ct);
        var agentId = theCase.AgentId;
        foreach (var happened in theCase.Restore(policies, clock.GetUtcNow()))
            db.Publish(happened);
        var agent = agentId is { } id ? await db.Agents.FindAsync([id], ct) : null;
        db.Publish(agent is { TakesCases: true, Capacity: null }
            ? theCase.Assign(agent.Id, agent.Name, null, null, "link_undone", clock.GetUtcNow())
            : await dispatcher.DispatchAsync(theCase, facts, policies, StaffRole.Agent, new HashSet<Guid>(), "link_undone", ct));
    }
}
