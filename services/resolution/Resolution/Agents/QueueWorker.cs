using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Resolution.Agents;

/// <summary>
/// Somebody came, or a place came free: cases that wait are dispatched, the most urgent and oldest first. Somebody left: what was theirs goes to others.
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
        var worker = new Pass(db, scope.GetRequiredService<CaseDispatcher>(), scope.GetRequiredService<PolicyShelf>());
        if (agent.TakesCases)
        {
            var (waiting, taken) = await worker.DispatchWaitingAsync(ct);
            agent.LookAgain(taken > 0 && waiting == Step ? now : now + Again);
        }
        else
        {
            agent.LookAgain(!agent.Active && await worker.PassOnAsync(agent.Id, ct) == Step ? now : null);
        }
    }

    private sealed class Pass(ResolutionDbContext db, CaseDispatcher dispatcher, PolicyShelf shelf)
    {
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
