using ComplaintPlatform.Resolution.Notices;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Agents;

/// <summary>Gives a case to an agent: to the one who fits best, or to a named one.</summary>
internal sealed class CaseDispatcher(ResolutionDbContext db, AgentRoster roster, TimeProvider clock)
{
    /// <summary>Why a case moves whose agent gives it away: it does not come back to the same one.</summary>
    public const string HandedOver = "handed_over";

    /// <returns>Nothing while no agent is there.</returns>
    public async Task<CaseAssigned?> TryDispatchWaitingAsync(
        Case theCase, ComplaintFacts facts, PolicyBook policies, StaffRole lowestRole, CancellationToken ct) =>
        (await GiveToBestAsync(theCase, theCase.ToDispatch(facts, lowestRole, new HashSet<Guid>()), policies, ["from_queue"], ct)).Assigned;

    /// <param name="lowestRole">
    /// An agent of this role or above if one is there; else the one who fits best, because a case should not wait for rank.
    /// </param>
    public async Task<CaseAssigned> DispatchAsync(
        Case theCase, ComplaintFacts facts, PolicyBook policies, StaffRole lowestRole, IReadOnlySet<Guid> excluded, string? why,
        CancellationToken ct)
    {
        string[] reasons = why is null ? [] : [why];
        var (assigned, queue) = await GiveToBestAsync(theCase, theCase.ToDispatch(facts, lowestRole, excluded), policies, reasons, ct);
        theCase.Want(lowestRole > StaffRole.Agent && !await HasRoleAsync(assigned?.AgentId, lowestRole, ct) ? lowestRole : null);
        return assigned ?? theCase.Assign(null, null, null, queue, string.Join(',', [.. reasons, "nobody_available"]), clock.GetUtcNow());
    }

    /// <returns>Nothing while no one of the role is there: the case stays where it is.</returns>
    public async Task<CaseAssigned?> TryRaiseAsync(
        Case theCase, ComplaintFacts facts, PolicyBook policies, StaffRole role, CancellationToken ct) =>
        await ChooseAsync(theCase, facts, policies, role, ct) is { } agentId ? await AssignToAsync(theCase, agentId, "escalated", "", ct)
            : null;

    /// <returns>Who of the role or above fits best and is there.</returns>
    public async Task<Guid?> ChooseAsync(Case theCase, ComplaintFacts facts, PolicyBook policies, StaffRole role, CancellationToken ct)
    {
        var agents = await roster.ReadAsync(db, ct);
        // The nearest rank first: a director is not called while a supervisor is there
        foreach (var rank in Enum.GetValues<StaffRole>().Where(rank => rank >= role))
        {
            var wanted = theCase.ToDispatch(facts, rank, new HashSet<Guid>(theCase.AgentId is { } owner ? [owner] : []));
            if (Dispatcher.Choose(wanted, [.. agents.Where(agent => agent.Role == rank)], policies.Dispatch).AgentId is { } found)
                return found;
        }

        return null;
    }

    /// <summary>From one agent to another: to the named one, else to the one of the others who fits best.</summary>
    /// <exception cref="ValidationProblemException">
    /// The named one does not work on cases of the storefront (pointer <c>/agentId</c>).
    /// </exception>
    public async Task<CaseAssigned> MoveAsync(Case theCase, PolicyBook policies, Guid? agentId, string why, CancellationToken ct)
    {
        var before = theCase.AgentId;
        var assigned = agentId is { } named
            ? await AssignToAsync(theCase, named, why, "/agentId", ct)
            : await DispatchAsync(
                theCase, (await db.Complaints.FindAsync([theCase.Id], ct))!, policies, StaffRole.Agent,
                new HashSet<Guid>(why == HandedOver && before is { } current ? [current] : []), why, ct);
        await WakeAsync(before, ct);
        return assigned;
    }

    /// <summary>Somebody says who takes it; that may be more than the agent's capacity.</summary>
    /// <exception cref="ValidationProblemException">The agent is not known, has left, or does not work for the storefront.</exception>
    public async Task<CaseAssigned> AssignToAsync(Case theCase, Guid agentId, string why, string pointer, CancellationToken ct)
    {
        var agent = await db.Agents.AsNoTracking().FirstOrDefaultAsync(row => row.Id == agentId, ct);
        if (agent is not { Active: true, StaffRole: not null }
            || !(agent.WorksFor() is var storefronts
            && (storefronts.Contains(theCase.StorefrontId) || storefronts.Contains(AgentSnapshot.All))))
            throw new ValidationProblemException((pointer, "Nobody with this id works on cases of this storefront. | 该店铺没有此客服。"));
        var place = agent.Capacity is { } capacity
            ? await FreePlaceAsync(agentId, capacity, theCase.Id, ct)
                ?? CaseSlot.Of(agentId, (await TakenAsync(agentId, ct)).Append(capacity).Max() + 1, theCase.Id)
            : null;
        roster.Assigned(agentId);
        TellAssigned(agentId, theCase);
        theCase.Want(null);
        if (!agent.TakesCases)
            (await db.Agents.FirstAsync(row => row.Id == agentId, ct)).ExpectBack(clock.GetUtcNow());
        return theCase.Assign(agentId, agent.Name, place, null, why, clock.GetUtcNow());
    }

    /// <summary>Somebody who had no limit gets one: the cases of before count.</summary>
    public async Task PlaceOpenCasesAsync(Guid agentId, CancellationToken ct)
    {
        // Of all storefronts: the limit is the agent's
        var without = await db.Cases.IgnoreQueryFilters().Where(row => row.EndedAt == null && row.AgentId == agentId && row.Slot == null)
            .Select(row => row.Id).ToListAsync(ct);
        var last = (await TakenAsync(agentId, ct)).DefaultIfEmpty().Max();
        db.Slots.AddRange(without.Select((id, at) => CaseSlot.Of(agentId, last + at + 1, id)));
    }

    /// <summary>A case has left its agent: one that waits may come.</summary>
    public async Task WakeAsync(Guid? agentId, CancellationToken ct)
    {
        if (agentId is { } id && await db.Agents.FirstOrDefaultAsync(row => row.Id == id && row.Capacity != null, ct) is { } agent)
            agent.Wake(clock.GetUtcNow());
    }

    private async Task<bool> HasRoleAsync(Guid? agentId, StaffRole role, CancellationToken ct) =>
        agentId is { } id && (await roster.ReadAsync(db, ct)).Any(agent => agent.Id == id && agent.Role >= role);

    private void TellAssigned(Guid agentId, Case theCase) => db.Notices.Add(Notice.Of(
        agentId, theCase, NoticeKind.Assigned, new LocalizedText("有案件分派给您。", "A case was assigned to you."), clock.GetUtcNow()));

    private async Task<(CaseAssigned? Assigned, string Queue)> GiveToBestAsync(
        Case theCase, DispatchCase wanted, PolicyBook policies, IReadOnlyList<string> reasons, CancellationToken ct)
    {
        var agents = await roster.ReadAsync(db, ct);
        while (true)
        {
            var choice = Dispatcher.Choose(wanted, [.. agents.Where(agent => agent.Role >= wanted.LowestRole)], policies.Dispatch);
            if (choice.AgentId is null && wanted.LowestRole > StaffRole.Agent)
                choice = Dispatcher.Choose(wanted, agents, policies.Dispatch);
            if (agents.FirstOrDefault(agent => agent.Id == choice.AgentId) is not { } agent)
                return (null, choice.Queue);

            var place = agent.Capacity is { } capacity ? await FreePlaceAsync(agent.Id, capacity, theCase.Id, ct) : null;
            if (agent.Capacity is not null && place is null)
            {
                // The last place went since the roster was read, or to an earlier case of the same step
                wanted = wanted with { Excluded = new HashSet<Guid>([.. wanted.Excluded, agent.Id]) };
                continue;
            }

            roster.Assigned(agent.Id);
            TellAssigned(agent.Id, theCase);
            var why = string.Join(',', [.. reasons, .. choice.Candidates[0].Fits]);
            return (theCase.Assign(agent.Id, roster.NameOf(agent.Id), place, choice.Queue, why, clock.GetUtcNow()), choice.Queue);
        }
    }

    // Any free one, so that cases dispatched at once seldom meet; when they do, the database keeps one and the other is dispatched again
    private async Task<CaseSlot?> FreePlaceAsync(Guid agentId, int capacity, Guid caseId, CancellationToken ct)
    {
        var taken = await TakenAsync(agentId, ct);
        if (taken.Count >= capacity)
            return null;
        var free = Enumerable.Range(1, capacity).Except(taken).ToList();
        return free.Count > 0 ? CaseSlot.Of(agentId, free[Random.Shared.Next(free.Count)], caseId) : null;
    }

    private async Task<List<int>> TakenAsync(Guid agentId, CancellationToken ct) =>
    [
        .. await db.Slots.AsNoTracking().Where(row => row.AgentId == agentId).Select(row => row.Number).ToListAsync(ct),
        .. db.Slots.Local.Where(row => row.AgentId == agentId).Select(row => row.Number),
    ];
}
