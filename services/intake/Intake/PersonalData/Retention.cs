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
/// Configuration <c>Intake:RetentionInterval</c> says how often it looks (an hour).
/// </summary>
internal sealed partial class Retention(
    IServiceScopeFactory scopes, IUnitOfWork<IntakeDbContext> unitOfWork, IConfiguration configuration, TimeProvider clock,
    ILogger<Retention> logger) : BackgroundService
{
    private const int Step = 100;

    private static readonly ComplaintStatus[] Ended = [ComplaintStatus.Closed, ComplaintStatus.Withdrawn, ComplaintStatus.Duplicate];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var interval = configuration.GetValue("Intake:RetentionInterval", TimeSpan.FromHours(1));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var storefrontId in await StorefrontsAsync(stoppingToken))
                {
                    while (await SweepAsync(storefrontId, stoppingToken) >= Step)
                    {
                        // Others write in between
                    }
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, exception);
            }

            await Task.Delay(interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<List<string>> StorefrontsAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        var db = scope.ServiceProvider.GetRequiredService<IntakeDbContext>();
        return await db.FeedCounters.AsNoTracking().Select(row => row.StorefrontId).ToListAsync(ct);
    }

    /// <returns>How many were found, at most <see cref="Step"/>.</returns>
    private async Task<int> SweepAsync(string storefrontId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseStorefront(storefrontId);
        var db = scope.ServiceProvider.GetRequiredService<IntakeDbContext>();
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
        return customers.Count;
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

    [LoggerMessage(LogLevel.Warning, "The sweep of old personal data failed and is tried again later")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
