using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Policies;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Intake.PersonalData;

/// <summary>
/// Erases customers whose last complaint ended longer ago than the policy keeps them, and the words of old complaints that name nobody.
/// </summary>
internal sealed class Retention(
    IServiceScopeFactory scopes, IUnitOfWork<IntakeDbContext> unitOfWork, IConfiguration configuration, TimeProvider clock,
    ILogger<Retention> logger) : StorefrontSweep(scopes, configuration, logger)
{
    private const int Step = 100;

    private static readonly ComplaintStatus[] Ended = [ComplaintStatus.Closed, ComplaintStatus.Withdrawn, ComplaintStatus.Duplicate];

    protected override IQueryable<string> Storefronts(IntakeDbContext db) => db.FeedCounters.Select(row => row.StorefrontId);

    protected override async Task<bool> SweepAsync(
        IServiceProvider services, IntakeDbContext db, string storefrontId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var before = now.AddMonths(-(await IntakePolicy.Set.ReadAsync(db, storefrontId, ct)).Policy.Retention.Months);
        var customers = await CustomersAsync(db, before, ct);
        foreach (var customerId in customers)
        {
            var complaints = await db.Register.Where(row => row.CustomerId == customerId).Select(row => row.Id).ToListAsync(ct);
            db.Erasures.Add(Erasure.Of(storefrontId, customerId, complaints, ErasureReason.Retention, TenantScope.SystemActor, now));
        }

        var nobodys = await Old(db, before).Where(row => row.CustomerId == null)
            .Where(row => db.Complaints.Any(complaint => complaint.Id == row.Id && !complaint.TrackingTokenHash.StartsWith("erased-")))
            .OrderBy(row => row.LastChangedAt).Take(Step).Select(row => row.Id).ToListAsync(ct);
        if (nobodys.Count > 0 && !await db.Erasures.AnyAsync(row => row.CustomerId == null && row.State == ErasureState.Running, ct))
            db.Erasures.Add(Erasure.Of(storefrontId, null, nobodys, ErasureReason.Retention, TenantScope.SystemActor, now));
        if (db.ChangeTracker.HasChanges())
            await unitOfWork.CommitAsync(db, ct);
        return customers.Count >= Step;
    }

    private static Task<List<Guid>> CustomersAsync(IntakeDbContext db, DateTimeOffset before, CancellationToken ct) =>
        Old(db, before)
            .Where(row => row.CustomerId != null
                && !db.Register.Any(other => other.CustomerId == row.CustomerId
                    && (other.LastChangedAt >= before || !Ended.Contains(other.Status)))
                && db.Customers.Any(customer => customer.Id == row.CustomerId && customer.HeldAt == null)
                && !db.Erasures.Any(erasure => erasure.CustomerId == row.CustomerId && erasure.State == ErasureState.Running))
            .Select(row => row.CustomerId!.Value).Distinct().OrderBy(id => id).Take(Step).ToListAsync(ct);

    private static IQueryable<RegisterEntry> Old(IntakeDbContext db, DateTimeOffset before) =>
        db.Register.Where(row => row.LastChangedAt < before && Ended.Contains(row.Status));
}
