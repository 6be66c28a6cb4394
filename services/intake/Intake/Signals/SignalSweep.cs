using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Intake.Policies;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Intake.Signals;

/// <summary>
/// Forgets what is no longer needed: words of unflagged messages after days, those of all signals after the time of retention, behaviours
/// that can no longer count, and customers of whom nothing else is left. What was found and decided stays, without anybody's words.
/// </summary>
internal sealed class SignalSweep(
    IServiceScopeFactory scopes, IUnitOfWork<IntakeDbContext> unitOfWork, IConfiguration configuration, TimeProvider clock,
    ILogger<SignalSweep> logger) : StorefrontSweep(scopes, configuration, logger)
{
    private const int Step = 200;

    protected override IQueryable<string> Storefronts(IntakeDbContext db) =>
        db.Signals.Select(row => row.StorefrontId).Union(db.BehaviourEvents.Select(row => row.StorefrontId));

    protected override async Task<bool> SweepAsync(
        IServiceProvider services, IntakeDbContext db, string storefrontId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var policy = (await IntakePolicy.Set.ReadAsync(db, storefrontId, ct)).Policy;
        var (unflagged, retained) = (now.AddDays(-policy.Signals.KeepUnflaggedDays), now.AddMonths(-policy.Retention.Months));
        var old = await db.Signals
            .Where(row => row.Text != null || row.CustomerId != null)
            .Where(row => (row.State == SignalState.Unflagged && row.ReceivedAt < unflagged) || row.LastSeenAt < retained)
            .Where(row => !db.Customers.Any(customer => customer.Id == row.CustomerId && customer.HeldAt != null))
            .OrderBy(row => row.ReceivedAt).Take(Step).ToListAsync(ct);
        var uncounted = now.AddDays(-policy.Signals.Behaviours.LongestWindowDays);
        var behaviours = await db.BehaviourEvents.Where(row => row.At < uncounted)
            .Where(row => !db.Customers.Any(customer => customer.Id == row.CustomerId && customer.HeldAt != null))
            .OrderBy(row => row.At).Take(Step).ToListAsync(ct);
        await ForgetCustomersAsync(db, services.GetRequiredService<HeldTurns>(), old, behaviours, ct);
        old.ForEach(signal => signal.Forget());
        db.BehaviourEvents.RemoveRange(behaviours);
        if (db.ChangeTracker.HasChanges())
            await unitOfWork.CommitAsync(db, ct);
        return Math.Max(old.Count, behaviours.Count) >= Step;
    }

    // Known by these signals and behaviours alone: who never complained is not kept for having written something once
    private static async Task ForgetCustomersAsync(
        IntakeDbContext db, HeldTurns turns, List<Signal> signals, List<BehaviourEvent> behaviours, CancellationToken ct)
    {
        var ids = signals.Select(row => row.CustomerId).OfType<Guid>().Concat(behaviours.Select(row => row.CustomerId)).Distinct().ToList();
        if (ids.Count == 0)
            return;
        var (signalIds, behaviourIds) = (signals.ConvertAll(row => row.Id), behaviours.ConvertAll(row => row.Id));
        var nobody = db.Customers.Where(row => ids.Contains(row.Id) && row.HeldAt == null
            && !db.Register.Any(entry => entry.CustomerId == row.Id)
            && !db.Signals.Any(signal => signal.CustomerId == row.Id && !signalIds.Contains(signal.Id))
            && !db.BehaviourEvents.Any(behaviour => behaviour.CustomerId == row.Id && !behaviourIds.Contains(behaviour.Id)));
        // One who comes back at this moment waits, and is then new
        await turns.EnterAsync((await nobody.AsNoTracking().ToListAsync(ct)).SelectMany(Complainants.TurnsOf), ct);
        var customers = await nobody.ToListAsync(ct);
        db.Customers.RemoveRange(customers);
        var gone = customers.ConvertAll(row => row.Id);
        db.BehaviourTallies.RemoveRange(await db.BehaviourTallies.Where(row => gone.Contains(row.CustomerId)).ToListAsync(ct));
    }
}
