using ComplaintPlatform.Contracts;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Resolution.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Resolution.Policies;

/// <summary>
/// Has every open case that an edited calendar or deadline policy concerns look at its clocks again, some at a time, so that lists,
/// warnings and the register show what the explanation says.
/// </summary>
internal sealed class PolicyEditWorker(IServiceProvider services) : DueRowWorker<ResolutionDbContext, PolicyVersion>(services)
{
    private const int Step = 500;

    protected override async Task HandleAsync(IServiceProvider scope, ResolutionDbContext db, Guid rowId, CancellationToken ct)
    {
        var now = scope.GetRequiredService<TimeProvider>().GetUtcNow();
        var version = await db.PolicyVersions.FirstAsync(row => row.Id == rowId, ct);
        var open = db.Cases.Where(row => row.EndedAt == null);
        if (version.StorefrontId == EventScope.Installation)
        {
            scope.GetRequiredService<TenantScope>().UseSystem();
            // Who has a document of its own is not concerned
            var own = db.PolicyVersions.Where(row => row.Kind == version.Kind && row.StorefrontId != EventScope.Installation).Select(row => row.StorefrontId);
            open = open.Where(row => !own.Contains(row.StorefrontId));
        }

        if (version.ToldUpTo is { } after)
            open = open.Where(row => row.Id.CompareTo(after) > 0);
        var cases = await open.OrderBy(row => row.Id).Take(Step).ToListAsync(ct);
        foreach (var theCase in cases)
            theCase.LookSoon(now);
        version.Told(cases.Count == Step ? cases[^1].Id : null, now);
    }
}
