using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Web.Auditing;

/// <summary>
/// Closes the audit of every database of this host, stretch by stretch, as soon as nothing can be added to a stretch any more.
/// </summary>
internal sealed partial class AuditSealer(
    IEnumerable<DatabaseOfService> databases, IServiceScopeFactory scopes, AuditKey key, IConfiguration configuration, TimeProvider clock,
    ILogger<AuditSealer> logger)
    : BackgroundService
{
    public const int MostInOne = 5_000;

    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(30);

    /// <summary>Longer than any commit lasts, and than the clocks of replicas may differ.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = configuration.GetValue("Audit:SealEvery", UsualPause);
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            foreach (var database in databases)
            {
                try
                {
                    while (!stoppingToken.IsCancellationRequested && await SealAsync(database, stoppingToken))
                        continue;
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    LogNotSealed(database.Service, exception);
                }
            }
        }
    }

    /// <returns>Whether there is more to seal.</returns>
    private async Task<bool> SealAsync(DatabaseOfService database, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        var db = (ServiceDbContext)scope.ServiceProvider.GetRequiredService(database.ContextType);
        var last = await db.AuditSeals.AsNoTracking().OrderByDescending(seal => seal.Number).FirstOrDefaultAsync(ct);
        var (from, until) = (last?.Until ?? DateTimeOffset.MinValue, clock.GetUtcNow() - Settled);
        var open = await Stretch(db, from, until).Take(MostInOne).Select(entry => new { entry.At, entry.Mac }).ToListAsync(ct);
        if (open.Count == 0)
            return false;
        // Entries of one moment stay together
        var isMore = open.Count == MostInOne && open[0].At != open[^1].At;
        if (isMore)
            open.RemoveAll(entry => entry.At == open[^1].At);
        db.AuditSeals.Add(AuditSeal.Of(last, open[^1].At, [.. open.Select(entry => entry.Mac)], key.Value));
        try
        {
            await ((ICommitGate)scope.ServiceProvider.GetRequiredService(database.GateType)).CommitAsync(db, ct);
        }
        catch (DbUpdateException exception) when (DatabaseErrors.IsUniqueViolation(exception))
        {
            // Another replica was first
            return false;
        }

        return isMore;
    }

    /// <summary>After <paramref name="from"/> and up to <paramref name="until"/>, in the order in which they are sealed.</summary>
    internal static IQueryable<AuditEntry> Stretch(ServiceDbContext db, DateTimeOffset from, DateTimeOffset until) =>
        db.AuditEntries.AsNoTracking().Where(entry => entry.At > from && entry.At <= until)
            .OrderBy(entry => entry.At).ThenBy(entry => entry.Id);

    [LoggerMessage(LogLevel.Warning, "The audit of {Service} could not be sealed and is tried again")]
    private partial void LogNotSealed(string service, Exception exception);
}
