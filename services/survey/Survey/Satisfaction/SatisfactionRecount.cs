using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Storefronts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Survey.Satisfaction;

/// <summary>The section <c>Survey:Counting</c>.</summary>
internal sealed class CountingOptions
{
    /// <summary>Until then changed days are counted from their answers at every question.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// Counts changed days anew, whole days from their answers, so that nothing can drift. Any replica may run it: what two count at once, one
/// of them commits.
/// </summary>
internal sealed partial class SatisfactionRecount(
    IServiceScopeFactory scopes, IUnitOfWork<SurveyDbContext> unitOfWork, IOptions<CountingOptions> options, TimeProvider clock,
    ILogger<SatisfactionRecount> logger)
    : BackgroundService
{
    private const int DaysAtOnce = 50, MarksAtOnce = 2000, UndatedAtOnce = 500;

    private bool _dated;

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

            if (!more)
                await Task.Delay(options.Value.Every, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether there is more to do at once.</returns>
    private async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        // Once a start: it looks at every row
        _dated = _dated || await DateAsync(ct) == 0;
        var marked = await InScopeAsync(null, db => db.RecountMarks.AsNoTracking().Select(mark => new { mark.StorefrontId, mark.Day })
            .Distinct().OrderBy(mark => mark.StorefrontId).ThenBy(mark => mark.Day).Take(DaysAtOnce).ToListAsync(ct), ct);
        foreach (var mark in marked)
        {
            await InScopeAsync(mark.StorefrontId, async db =>
            {
                await CountAsync(db, mark.StorefrontId, mark.Day, ct);
                return 0;
            }, ct);
        }

        return !_dated || marked.Count == DaysAtOnce;
    }

    private static async Task CountAsync(SurveyDbContext db, string storefrontId, string day, CancellationToken ct)
    {
        // Before the answers: a mark of a change that the count does not see must stay
        var marks = await db.RecountMarks.Where(mark => mark.StorefrontId == storefrontId && mark.Day == day)
            .OrderBy(mark => mark.Id).Take(MarksAtOnce).ToListAsync(ct);
        if (marks.Count == 0)
            return;

        var before = await db.SatisfactionCounts.Where(row => row.StorefrontId == storefrontId && row.Day == day).ToListAsync(ct);
        var customers = await AskedCustomer.Of(db.Invitations.AsNoTracking()
            .Where(row => row.StorefrontId == storefrontId && row.Day == day)).ToListAsync(ct);
        var counted = SatisfactionCount.OfDay(storefrontId, day, customers).ToList();
        var known = before.ToDictionary(row => (row.Dimension, row.Key));
        foreach (var row in counted)
        {
            if (known.Remove((row.Dimension, row.Key), out var old))
                db.Entry(old).CurrentValues.SetValues(row);
            else
                db.SatisfactionCounts.Add(row);
        }

        db.SatisfactionCounts.RemoveRange(known.Values);
        db.RecountMarks.RemoveRange(marks);
    }

    // Invitations of before days were kept have none
    private async Task<int> DateAsync(CancellationToken ct)
    {
        var undated = await InScopeAsync(null, db => db.Invitations.AsNoTracking().Where(row => row.Day == "")
            .OrderBy(row => row.Id).Select(row => new { row.Id, row.StorefrontId }).Take(UndatedAtOnce).ToListAsync(ct), ct);
        foreach (var group in undated.GroupBy(row => row.StorefrontId, row => row.Id))
        {
            await InScopeAsync(group.Key, async db =>
            {
                var ids = group.ToList();
                var zone = Storefront.ZoneOf(await db.KnownStorefronts.AsNoTracking().FirstOrDefaultAsync(
                    row => row.StorefrontId == group.Key, ct));
                foreach (var invitation in await db.Invitations.Where(row => ids.Contains(row.Id)).ToListAsync(ct))
                    invitation.Date(zone);
                return 0;
            }, ct);
        }

        return undated.Count;
    }

    private async Task<T> InScopeAsync<T>(string? storefront, Func<SurveyDbContext, Task<T>> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var tenant = scope.ServiceProvider.GetRequiredService<TenantScope>();
        if (storefront is null)
            tenant.UseSystem();
        else
            tenant.UseStorefront(storefront);
        var db = scope.ServiceProvider.GetRequiredService<SurveyDbContext>();
        var result = await work(db);
        if (db.ChangeTracker.HasChanges())
            await unitOfWork.CommitAsync(db, ct);
        return result;
    }

    [LoggerMessage(LogLevel.Information, "A day was counted by another replica meanwhile ({Error}); it is left to it")]
    private static partial void LogTaken(ILogger logger, string error);

    [LoggerMessage(LogLevel.Error, "Counting answers failed and is tried again")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
