using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Insights.Counting;
using ComplaintPlatform.Classification.Insights.HotSpots;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Classification.Insights;

/// <summary>How often the words of new complaints are counted and hot spots are looked for; the section <c>Insights</c>.</summary>
internal sealed class InsightOptions
{
    public TimeSpan CountEvery { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What has changed is listed anew after this long, also where it has not grown enough for a test.</summary>
    public TimeSpan RefreshAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two full batches: the requests come first.</summary>
    public TimeSpan BreathingSpace { get; set; } = TimeSpan.FromMilliseconds(200);
}

/// <summary>
/// Counts words beside the classifying, in batches, and looks for hot spots where counts have grown. Any replica may run it: what two take
/// at once, one of them commits, and the other's work is dropped.
/// </summary>
internal sealed partial class InsightWorker(
    IServiceScopeFactory scopes, IUnitOfWork<ClassificationDbContext> unitOfWork, IOptions<InsightOptions> options, TimeProvider clock,
    ILogger<InsightWorker> logger)
    : BackgroundService
{
    private const int CellsAtOnce = 100;
    private const int SweptAtOnce = 100;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    // Storefronts and weeks in which something was looked at; flagging is a commit of its own, after all of a round
    private readonly HashSet<(string StorefrontId, int Week)> _toFlag = [];
    private bool _started;
    private DateTimeOffset _sweptAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var more = false;
            try
            {
                more = await RunOnceAsync(stoppingToken);
            }
            catch (DbUpdateException exception)
            {
                LogTaken(logger, exception.GetType().Name);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, exception);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var pause = more ? options.Value.BreathingSpace : options.Value.CountEvery;
            await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether there is more to do at once.</returns>
    private async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        var policy =
            await ReadAsync(async db =>
            (await PolicyDocument.ReadAsync(db, InsightPolicyEndpoints.Kind, null, () => new InsightPolicy(), ct)).Policy);
        if (!_started)
            await ResumeAsync(policy);
        _started = true;
        var more = await CountAsync(policy, ct);
        more |= await LookAsync(policy, ct);
        await FlagAsync(policy, ct);
        if (clock.GetUtcNow() - _sweptAt >= SweepEvery && !more)
        {
            await SweepAsync(policy, ct);
            _sweptAt = clock.GetUtcNow();
        }

        return more;
    }

    private async Task<bool> CountAsync(InsightPolicy policy, CancellationToken ct)
    {
        var more = false;
        foreach (var storefront in await ReadAsync(db => db.UncountedComplaints.Select(row => row.StorefrontId).Distinct().ToListAsync(ct)))
        {
            var taken = await CommitAsync(
                storefront, db => new TermCounting(db, policy, clock.GetUtcNow(), options.Value.RefreshAfter).CountAsync(storefront,
                ct), ct);
            more |= taken == TermCounting.Batch;
        }

        return more;
    }

    private async Task<bool> LookAsync(InsightPolicy policy, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await ReadAsync(db => db.TermCounts.Where(row => row.DueAt != null && row.DueAt <= now).OrderBy(row => row.DueAt)
            .Take(CellsAtOnce)
            .Select(row => new { row.Id, row.StorefrontId, row.Week }).ToListAsync(ct));
        foreach (var group in due.GroupBy(row => (row.StorefrontId, row.Week)))
        {
            var (storefront, week) = (group.Key.StorefrontId, new IsoWeek(group.Key.Week));
            var background = await ReadAsync(db => new HotSpotSearch(db, policy, now).BackgroundAsync(storefront, week, ct));
            foreach (var row in group)
            {
                await CommitAsync(storefront, async db =>
                {
                    await new HotSpotSearch(db, policy, now).LookAsync(row.Id, background, ct);
                    return 0;
                }, ct);
                _toFlag.Add(group.Key);
            }
        }

        return due.Count == CellsAtOnce;
    }

    private async Task FlagAsync(InsightPolicy policy, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var key in _toFlag.ToList())
        {
            var week = new IsoWeek(key.Week);
            // A rise of long ago is in the lists, but it alerts no one
            if (week.CompareTo(IsoWeek.Of(now).Add(-1)) >= 0)
            {
                await CommitAsync(key.StorefrontId, async db =>
                {
                    await new HotSpotSearch(db, policy, now).FlagRisesAsync(key.StorefrontId, week, ct);
                    return 0;
                }, ct);
            }

            _toFlag.Remove(key);
        }
    }

    // The process before may have ended between looking and flagging
    private async Task ResumeAsync(InsightPolicy policy)
    {
        var from = IsoWeek.Of(clock.GetUtcNow()).Add(-1).Number;
        var open =
            await ReadAsync(db => db.HotSpots.Where(row => row.Week >= from && row.FlaggedAt == null && row.PValue <= policy.FalseAlarmRate)
            .Select(row => new { row.StorefrontId, row.Week }).Distinct().ToListAsync());
        _toFlag.UnionWith(open.Select(row => (row.StorefrontId, row.Week)));
    }

    private async Task SweepAsync(InsightPolicy policy, CancellationToken ct)
    {
        var oldest = IsoWeek.Of(clock.GetUtcNow()).Add(-policy.KeptWeeks).Number;
        await RemoveAsync(db => db.TermCounts.Where(row => row.Week < oldest).OrderBy(row => row.Week), ct);
        await RemoveAsync(db => db.HotSpots.Where(row => row.Week < oldest).OrderBy(row => row.Week), ct);
        await RemoveAsync(db => db.KnownTerms.Where(row => row.LastWeek < oldest).OrderBy(row => row.LastWeek), ct);
    }

    private async Task RemoveAsync<TRow>(Func<ClassificationDbContext, IOrderedQueryable<TRow>> select, CancellationToken ct)
        where TRow : class
    {
        int removed;
        do
        {
            removed = await CommitAsync(null, async db =>
            {
                var rows = await select(db).Take(SweptAtOnce).ToListAsync(ct);
                db.RemoveRange(rows);
                return rows.Count;
            }, ct);
        }
        while (removed == SweptAtOnce);
    }

    private async Task<T> ReadAsync<T>(Func<ClassificationDbContext, Task<T>> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        return await read(scope.ServiceProvider.GetRequiredService<ClassificationDbContext>());
    }

    private async Task<int> CommitAsync(string? storefront, Func<ClassificationDbContext, Task<int>> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var tenant = scope.ServiceProvider.GetRequiredService<TenantScope>();
        if (storefront is null)
            tenant.UseSystem();
        else
            tenant.UseStorefront(storefront);
        var db = scope.ServiceProvider.GetRequiredService<ClassificationDbContext>();
        var result = await work(db);
        if (db.ChangeTracker.HasChanges())
            await unitOfWork.CommitAsync(db, ct);
        return result;
    }

    [LoggerMessage(LogLevel.Information, "Words were counted by another replica meanwhile ({Error}); they are left to it")]
    private static partial void LogTaken(ILogger logger, string error);

    [LoggerMessage(LogLevel.Error, "Counting words or looking for hot spots failed and is tried again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
