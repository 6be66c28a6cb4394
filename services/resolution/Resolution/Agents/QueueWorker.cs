using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Resolution.Notices;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Resolution.Agents;

/// <summary>
/// Somebody came, or a place came free: cases that wait are dispatched, the most urgent and oldest first, and who was wanted for a case
/// takes it over. Somebody left, or is not there for longer than the policy allows: what was theirs goes to others.
/// </summary>
internal sealed class QueueWorker(IServiceProvider services) : DueRowWorker<ResolutionDbContext, Agent>(services)
{
    private const int Step = 50;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(15);

    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(500);

    protected override TimeSpan Lease => TimeSpan.FromSeconds(10);

    protected override async Task HandleAsync(IServiceProvider scope, ResolutionDbContext db, Guid rowId, CancellationToken ct)
    {
        var now = scope.GetRequiredService<TimeProvider>().GetUtcNow();
        var agent = await db.Agents.FirstAsync(row => row.Id == rowId, ct);
        // The agent's own storefronts, and no others
        var storefronts = agent.WorksFor();
        scope.GetRequiredService<TenantScope>().UseCaller(storefronts.Contains(AgentSnapshot.All), storefronts, TenantScope.SystemActor);
        var worker = new Pass(db, scope.GetRequiredService<CaseDispatcher>(), scope.GetRequiredService<PolicyShelf>(), now);
        if (agent.TakesCases)
        {
            var (waiting, taken) = await worker.DispatchWaitingAsync(ct);
            taken += await worker.RaiseAsync(agent, ct);
            agent.LookAgain(taken > 0 && waiting == Step ? now : now + Again);
        }
        else if (!agent.Active)
        {
            agent.LookAgain(await worker.PassOnAsync(agent.Id, ct) == Step ? now : null);
        }
        else
        {
            agent.LookAgain(await worker.RelieveAsync(agent, ct));
        }
    }

    private sealed class Pass(ResolutionDbContext db, CaseDispatcher dispatcher, PolicyShelf shelf, DateTimeOffset now)
    {
        /// <summary>Cases for which nobody of this rank was there.</summary>
        public async Task<int> RaiseAsync(Agent agent, CancellationToken ct)
        {
            if (agent.StaffRole is not { } role || role is StaffRole.Agent)
                return 0;
            var roles = Enum.GetValues<StaffRole>().Where(below => below <= role).Select(below => (StaffRole?)below).ToList();
            var wanting = await OpenCases().Where(row => roles.Contains(row.WantsRole) && row.AgentId != agent.Id)
                .OrderBy(row => row.OpenedAt).Take(Step).ToListAsync(ct);
            var raised = 0;
            foreach (var theCase in wanting)
            {
                var (facts, policies) = await AboutAsync(theCase, ct);
                var before = theCase.AgentId;
                if (await dispatcher.TryRaiseAsync(theCase, facts, policies, theCase.WantsRole!.Value, ct) is not { } assigned)
                    continue;
                await dispatcher.WakeAsync(before, ct);
                db.Publish(assigned);
                raised++;
            }

            return raised;
        }

        /// <summary>What somebody who is not there has kept for too long goes to somebody who is, or back into the queue.</summary>
        /// <returns>When to look again.</returns>
        public async Task<DateTimeOffset?> RelieveAsync(Agent agent, CancellationToken ct)
        {
            var kept = await db.Cases.Where(row => row.EndedAt == null && row.AgentId == agent.Id)
                .Select(row => new { row.Id, row.StorefrontId, row.Urgency, row.AssignedAt, row.OpenedAt }).ToListAsync(ct);
            var due = new List<(Guid Id, DateTimeOffset At)>();
            foreach (var row in kept)
            {
                var policies = await shelf.ForAsync(db, row.StorefrontId, ct);
                // Who gives a case to somebody who is not there means it: the time runs from then
                var (absent, given) = (agent.AwaySince ?? DateTimeOffset.MinValue, row.AssignedAt ?? row.OpenedAt);
                if (policies.Dispatch.KeptFor(row.Urgency, agent.Presence) is { } patience)
                    due.Add((row.Id, (absent > given ? absent : given) + patience));
            }

            var late = due.Where(row => row.At <= now).OrderBy(row => row.At).Take(Step).Select(row => row.Id).ToList();
            foreach (var theCase in await OpenCases().Where(row => late.Contains(row.Id)).OrderBy(row => row.OpenedAt).ToListAsync(ct))
            {
                var (facts, policies) = await AboutAsync(theCase, ct);
                var assigned = await dispatcher.DispatchAsync(
                    theCase, facts, policies, theCase.WantsRole ?? StaffRole.Agent, new HashSet<Guid>([agent.Id]), "agent_absent", ct);
                db.Publish(assigned);
                if (assigned.AgentId is null && theCase.Urgency is Urgency.Urgent)
                {
                    Staff.Tell(
                        db, await Staff.OfAsync(db, theCase, StaffRole.Supervisor, StaffRole.Manager, ct), theCase, NoticeKind.NobodyThere,
                        new("紧急案件无人在岗处理。", "Nobody is there for an urgent case."), now);
                }
            }

            return due.Count > late.Count || late.Count == Step
                ? due.Select(row => row.At > now ? row.At : now).Order().Skip(late.Count == Step ? 0 : late.Count).First()
                : null;
        }

        public async Task<(int Waiting, int Taken)> DispatchWaitingAsync(CancellationToken ct)
        {
            var waiting = await OpenCases().Where(row => row.AgentId == null)
                .OrderByDescending(row => row.Urgency == Urgency.Urgent).ThenBy(row => row.OpenedAt).Take(Step).ToListAsync(ct);
            var taken = 0;
            foreach (var theCase in waiting)
            {
                var (facts, policies) = await AboutAsync(theCase, ct);
                if (await dispatcher.TryDispatchWaitingAsync(
                    theCase, facts, policies, theCase.Cycle > 1 ? StaffRole.Supervisor : StaffRole.Agent, ct) is not { } assigned)
                    continue;
                db.Publish(assigned);
                taken++;
            }

            return (waiting.Count, taken);
        }

        public async Task<int> PassOnAsync(Guid agentId, CancellationToken ct)
        {
            var left = await OpenCases().Where(row => row.AgentId == agentId).OrderBy(row => row.OpenedAt).Take(Step).ToListAsync(ct);
            foreach (var theCase in left)
            {
                var (facts, policies) = await AboutAsync(theCase, ct);
                db.Publish(await dispatcher.DispatchAsync(
                    theCase, facts, policies, StaffRole.Agent, new HashSet<Guid>([agentId]), "agent_left", ct));
            }

            return left.Count;
        }

        private IQueryable<Case> OpenCases() => db.Cases.WithEverything().Where(row => row.EndedAt == null);

        private async Task<(ComplaintFacts Facts, PolicyBook Policies)> AboutAsync(Case theCase, CancellationToken ct) =>
            (await db.Complaints.AsNoTracking().FirstAsync(row => row.Id == theCase.Id, ct),
                await shelf.ForAsync(db, theCase.StorefrontId, ct));
    }
}
