using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Persistence.Scheduling;

/// <summary>
/// Does what is due, on any replica: rows whose time has come are claimed with a lease, handled each in its own scope, and the change
/// commits with the events it publishes. A row whose handling fails comes back when its lease runs out; a row that another replica took is
/// left alone. The handler must move <see cref="IDueRow.NextAt"/>, or the row comes again.
/// </summary>
public abstract partial class DueRowWorker<TContext, TRow>(IServiceProvider services) : BackgroundService
    where TContext : ServiceDbContext
    where TRow : class, IDueRow
{
    private const int Batch = 100;

    private readonly IServiceScopeFactory _scopes = services.GetRequiredService<IServiceScopeFactory>();
    private readonly CommitGate<TContext> _gate = services.GetRequiredService<CommitGate<TContext>>();
    private readonly TimeProvider _clock = services.GetRequiredService<TimeProvider>();
    private readonly ILogger _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DueRowWorker<TContext, TRow>));

    /// <summary>So many rows are handled side by side, and their commits shared; each in a scope of its own.</summary>
    protected virtual int SideBySide => 1;

    /// <summary>How often a row is taken up again at once that somebody changed meanwhile, where that does nothing outside twice.</summary>
    protected virtual int TriesInARow => 1;

    /// <summary>How often to look. The default suits deadlines of minutes and more.</summary>
    protected virtual TimeSpan Interval => TimeSpan.FromSeconds(1);

    /// <summary>At least twice as long as one handling takes; also the pause before a failed row is tried again.</summary>
    protected virtual TimeSpan Lease => TimeSpan.FromSeconds(60);

    /// <summary>Which rows this worker is for, besides being due.</summary>
    protected virtual IQueryable<TRow> Select(IQueryable<TRow> rows) => rows;

    /// <summary>Changes the row, and others, and publishes events through the context. It must not save.</summary>
    protected abstract Task HandleAsync(IServiceProvider scope, TContext db, Guid rowId, CancellationToken ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var handled = 0;
            try
            {
                var claim = await ClaimAsync(stoppingToken);
                while (claim.Rows.Count > 0)
                {
                    var together = new List<Task>();
                    while (together.Count < SideBySide && claim.Rows.TryDequeue(out var row))
                        together.Add(HandleOneAsync(row.Id, row.StorefrontId, stoppingToken));
                    handled += together.Count;
                    await Task.WhenAll(together);
                    // Slow rows must not outlast the lease of those behind them: another replica would do these as well
                    if (claim.Rows.Count > 0 && _clock.GetUtcNow() > claim.LeasedUntil - (Lease / 2))
                        claim = await RenewAsync(claim, stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogClaimFailed(_logger, GetType().Name, exception);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            if (handled < Batch)
                await Task.Delay(Interval, _clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Claim> ClaimAsync(CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        var claim = new Claim(Guid.NewGuid(), now + Lease, new());
        await using (var scope = _scopes.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
            var reader = scope.ServiceProvider.GetRequiredService<TContext>();
            if (!await Due(reader, now).AnyAsync(ct))
                return claim;
        }

        return await _gate.RunAsync(async (writer, token) =>
        {
            await Due(writer, now)
                .Where(row => Due(writer, now).OrderBy(other => other.NextAt).Take(Batch).Select(other => other.Id).Contains(row.Id))
                .ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.LeasedUntil, claim.LeasedUntil).SetProperty(row => row.LeaseOwner, claim.Owner),
                    token);
            // Among the due ones alone: whose a row is stands in no index
            return await ReadAsync(writer.Set<TRow>().Where(row => row.NextAt <= now), claim, token);
        }, ct);
    }

    /// <summary>Keeps what is left of a claim, except what another replica has taken since.</summary>
    private async Task<Claim> RenewAsync(Claim claim, CancellationToken ct)
    {
        var ids = claim.Rows.Select(row => row.Id).ToList();
        var renewed = claim with { LeasedUntil = _clock.GetUtcNow() + Lease };
        return await _gate.RunAsync(async (writer, token) =>
        {
            var left = writer.Set<TRow>().Where(row => ids.Contains(row.Id) && row.LeaseOwner == claim.Owner);
            await left.ExecuteUpdateAsync(set => set.SetProperty(row => row.LeasedUntil, renewed.LeasedUntil), token);
            return await ReadAsync(left, renewed, token);
        }, ct);
    }

    private static async Task<Claim> ReadAsync(IQueryable<TRow> rows, Claim claim, CancellationToken ct)
    {
        var claimed = await rows.AsNoTracking().Where(row => row.LeaseOwner == claim.Owner)
            .OrderBy(row => row.NextAt).Select(row => new { row.Id, row.StorefrontId }).ToListAsync(ct);
        return claim with { Rows = new Queue<(Guid, string)>(claimed.Select(row => (row.Id, row.StorefrontId))) };
    }

    private IQueryable<TRow> Due(TContext context, DateTimeOffset now) =>
        Select(context.Set<TRow>())
            .Where(row => row.NextAt != null && row.NextAt <= now && (row.LeasedUntil == null || row.LeasedUntil <= now));

    private async Task HandleOneAsync(Guid id, string storefrontId, CancellationToken ct)
    {
        try
        {
            for (var attempt = 1; attempt <= TriesInARow; attempt++)
            {
                if (await TryOneAsync(id, storefrontId, ct))
                    return;
            }
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            LogFailed(_logger, GetType().Name, id, exception);
        }
    }

    /// <returns>Whether it is done. A request may have changed the row meanwhile: its change stands, and the row is looked at again.</returns>
    private async Task<bool> TryOneAsync(Guid id, string storefrontId, CancellationToken ct)
    {
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantScope>().UseStorefront(storefrontId);
            var context = scope.ServiceProvider.GetRequiredService<TContext>();
            await HandleAsync(scope.ServiceProvider, context, id, ct);
            await _gate.CommitAsync(context, ct);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "{Worker} failed on row {RowId}; it is tried again after its lease")]
    private static partial void LogFailed(ILogger logger, string worker, Guid rowId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Worker} could not look for due rows")]
    private static partial void LogClaimFailed(ILogger logger, string worker, Exception exception);

    private sealed record Claim(Guid Owner, DateTimeOffset LeasedUntil, Queue<(Guid Id, string StorefrontId)> Rows);
}
