using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.ServiceDefaults.Http;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Agents;

/// <summary>Gives a case to an agent: to the one who fits best, or to a named one.</summary>
internal sealed class CaseDispatcher(ResolutionDbContext db, AgentRoster roster, TimeProvider clock)
{
    /// <returns>Nothing while there is still nobody.</returns>
    public async Task<CaseAssigned?> TryDispatchWaitingAsync(Case theCase, ComplaintFacts facts, PolicyBook policies, StaffRole lowestRole, CancellationToken ct)
    {
        var (choice, chosen) = await ChooseAsync(theCase, facts, policies, lowestRole, new HashSet<Guid>(), ct);
        return chosen is null ? null : await GiveAsync(theCase, choice, chosen, ["from_queue"], ct);
    }

    /// <param name="lowestRole">Somebody of this role or above if one is there; else whoever fits best, because a case should not wait for rank.</param>
    public async Task<CaseAssigned> DispatchAsync(
        Case theCase, ComplaintFacts facts, PolicyBook policies, StaffRole lowestRole, IReadOnlySet<Guid> excluded, string? why, CancellationToken ct)
    {
        var (choice, chosen) = await ChooseAsync(theCase, facts, policies, lowestRole, excluded, ct);
        string[] reasons = why is null ? [] : [why];
        return chosen is null
            ? theCase.Assign(null, null, null, choice.Queue, string.Join(',', [.. reasons, "nobody_available"]), clock.GetUtcNow())
            : await GiveAsync(theCase, choice, chosen, reasons, ct);
    }

    /// <summary>Somebody says who takes it; that may be more than the agent's capacity.</summary>
    /// <exception cref="ValidationProblemException">The agent is not known, has left, or does not work for the storefront.</exception>
    public async Task<CaseAssigned> AssignToAsync(Case theCase, Guid agentId, string why, string pointer, CancellationToken ct)
    {
        var agent = await db.Agents.AsNoTracking().FirstOrDefaultAsync(row => row.Id == agentId, ct);
        if (agent is not { Active: true, StaffRole: not null } || !(agent.WorksFor() is var storefronts && (storefronts.Contains(theCase.StorefrontId) || storefronts.Contains(AgentSnapshot.All))))
            throw new ValidationProblemException((pointer, "Nobody with this id works on cases of this storefront. | 该店铺没有此客服。"));
        roster.Assigned(agentId);
        return theCase.Assign(agentId, agent.Name, await PlaceAsync(agentId, agent.Capacity, theCase.Id, ct), null, why, clock.GetUtcNow());
    }

    /// <summary>A case has left its agent: one that waits may come.</summary>
    public async Task WakeAsync(Guid? agentId, CancellationToken ct)
    {
        if (agentId is { } id && await db.Agents.FirstOrDefaultAsync(row => row.Id == id && row.Capacity != null, ct) is { } agent)
            agent.Wake(clock.GetUtcNow());
    }

    private async Task<(DispatchChoice Choice, AgentSnapshot? Agent)> ChooseAsync(
        Case theCase, ComplaintFacts facts, PolicyBook policies, StaffRole lowestRole, IReadOnlySet<Guid> excluded, CancellationToken ct)
    {
        var agents = await roster.ReadAsync(db, ct);
        var wanted = theCase.ToDispatch(facts, lowestRole, excluded);
        var choice = Dispatcher.Choose(wanted, [.. agents.Where(agent => agent.Role >= lowestRole)], policies.Dispatch);
        if (choice.AgentId is null && lowestRole > StaffRole.Agent)
            choice = Dispatcher.Choose(wanted, agents, policies.Dispatch);
        return (choice, agents.FirstOrDefault(agent => agent.Id == choice.AgentId));
    }

    private async Task<CaseAssigned> GiveAsync(Case theCase, DispatchChoice choice, AgentSnapshot agent, IReadOnlyList<string> reasons, CancellationToken ct)
    {
        roster.Assigned(agent.Id);
        return theCase.Assign(
            agent.Id, roster.NameOf(agent.Id), await PlaceAsync(agent.Id, agent.Capacity, theCase.Id, ct), choice.Queue,
            string.Join(',', [.. reasons, .. choice.Candidates[0].Fits]), clock.GetUtcNow());
    }

    private async Task<CaseSlot?> PlaceAsync(Guid agentId, int? capacity, Guid caseId, CancellationToken ct)
    {
        if (capacity is not { } places)
            return null;
        var taken = await db.Slots.AsNoTracking().Where(row => row.AgentId == agentId).Select(row => row.Number).ToListAsync(ct);
        taken.AddRange(db.Slots.Local.Where(row => row.AgentId == agentId).Select(row => row.Number));
        var free = Enumerable.Range(1, places).Except(taken).ToList();
        // Any free one, so that cases dispatched at once seldom meet; when they do, the database keeps one and the other is dispatched again
        return CaseSlot.Of(agentId, free.Count > 0 ? free[Random.Shared.Next(free.Count)] : taken.Max() + 1, caseId);
    }
}
