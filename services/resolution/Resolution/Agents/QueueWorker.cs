using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.ServiceDefaults.Data;
using ComplaintPlatform.ServiceDefaults.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Resolution.Agents;

/// <summary>Somebody came, or a place came free: cases that wait are dispatched, the most urgent and oldest first.</summary>
internal sealed class QueueWorker(IServiceProvider services) : DueRowWorker<ResolutionDbContext, Agent>(services)
{
    private const int Step = 20;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(15);

    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(500);

    protected override async Task HandleAsync(IServiceProvider scope, ResolutionDbContext db, Guid rowId, CancellationToken ct)
    {
        var now = scope.GetRequiredService<TimeProvider>().GetUtcNow();
        var agent = await db.Agents.FirstAsync(row => row.Id == rowId, ct);
        // The agent's own storefronts, and no others
        var storefronts = agent.WorksFor();
        scope.GetRequiredService<TenantScope>().UseCaller(storefronts.Contains(AgentSnapshot.All), storefronts, TenantScope.SystemActor);
        if (!agent.TakesCases)
        {
            agent.LookAgain(null);
            return;
        }

        var waiting = await db.Cases.WithEverything().Where(row => row.EndedAt == null && row.AgentId == null)
            .OrderByDescending(row => row.Urgency == Urgency.Urgent).ThenBy(row => row.OpenedAt).Take(Step).ToListAsync(ct);
        var dispatcher = scope.GetRequiredService<CaseDispatcher>();
        var shelf = scope.GetRequiredService<PolicyShelf>();
        var taken = 0;
        foreach (var theCase in waiting)
        {
            var facts = await db.Complaints.AsNoTracking().FirstAsync(row => row.Id == theCase.Id, ct);
            var policies = await shelf.ForAsync(db, theCase.StorefrontId, ct);
            var lowest = theCase.Cycle > 1 ? StaffRole.Supervisor : StaffRole.Agent;
            if (await dispatcher.TryDispatchWaitingAsync(theCase, facts, policies, lowest, ct) is not { } assigned)
                continue;
            db.Publish(assigned);
            taken++;
        }

        agent.LookAgain(taken > 0 && waiting.Count == Step ? now : now + Again);
    }
}
