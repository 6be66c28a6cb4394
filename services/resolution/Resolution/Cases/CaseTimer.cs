using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>Warnings, breaches, approvals that expire and tasks that are overdue, each at its time.</summary>
internal sealed class CaseTimer(IServiceProvider services) : DueRowWorker<ResolutionDbContext, Case>(services)
{
    /// <summary>A warning that comes a second late is late.</summary>
    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(250);

    protected override int SideBySide => 8;

    protected override int TriesInARow => 3;

    protected override async Task HandleAsync(IServiceProvider scope, ResolutionDbContext db, Guid rowId, CancellationToken ct)
    {
        var theCase = await db.Cases.WithEverything().FirstAsync(row => row.Id == rowId, ct);
        var policies = await scope.GetRequiredService<PolicyShelf>().ForAsync(db, theCase.StorefrontId, ct);
        foreach (var happened in theCase.RunTimers(policies, scope.GetRequiredService<TimeProvider>().GetUtcNow()))
            db.Publish(happened);
    }
}
