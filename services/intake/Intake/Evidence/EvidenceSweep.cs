using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Policies;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Validation;

namespace ComplaintPlatform.Intake.Evidence;

/// <summary>What is done about files without a row and rows without a file; the installation's, no storefront has its own.</summary>
/// <param name="OrphanHours">Younger ones may still get their row, and are left alone.</param>
/// <param name="DeleteOrphans">
/// Files without a row are deleted; else they are only counted. After a database was restored from a backup, files that came since have no
/// row, and may be all that is left of them: so this is off until somebody wants it.
/// </param>
[ValidatableType]
public sealed record EvidenceSweepPolicy([property: Range(1, 8760)] int OrphanHours = 24, bool DeleteOrphans = false);

/// <summary>
/// Compares the store of evidence with the database: a process that dies between the two leaves a file without a row, and a store that
/// loses something a row without a file. The figures stand in the log. Configuration <c>Intake:EvidenceSweepInterval</c> (a day).
/// </summary>
internal sealed partial class EvidenceSweep(
    IServiceScopeFactory scopes, IEvidenceStore store, IConfiguration configuration, TimeProvider clock, ILogger<EvidenceSweep> logger)
    : BackgroundService
{
    private const int Step = 500;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var interval = configuration.GetValue("Intake:EvidenceSweepInterval", TimeSpan.FromDays(1));
        while (!stoppingToken.IsCancellationRequested)
        {
            // The first one late: a start has other things to do
            await Task.Delay(interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!stoppingToken.IsCancellationRequested)
                    await RunAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception);
            }
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        var db = scope.ServiceProvider.GetRequiredService<IntakeDbContext>();
        var policy = (await IntakePolicy.Set.ReadAsync(db, storefrontId: null, ct)).Policy.EvidenceSweep;
        var before = clock.GetUtcNow().AddHours(-policy.OrphanHours);
        // Files first: one that comes with its row in between is not taken for missing
        var files = new Dictionary<Guid, DateTimeOffset>();
        await foreach (var (id, writtenAt) in store.ListAsync(ct))
            files[id] = writtenAt;

        var (orphans, deleted) = (0, 0);
        foreach (var some in files.Where(file => file.Value < before).Select(file => file.Key).Chunk(Step))
        {
            var named = (await db.Attachments.Where(row => some.Contains(row.Id)).Select(row => row.Id)
                .Union(db.Imports.Where(row => some.Contains(row.Id) && row.NextAt != null).Select(row => row.Id)).ToListAsync(ct)).ToHashSet();
            foreach (var orphan in some.Where(id => !named.Contains(id)))
            {
                orphans++;
                if (!policy.DeleteOrphans)
                    continue;
                await store.DeleteAsync(orphan, ct);
                deleted++;
            }
        }

        var missing = 0;
        Guid? last = null;
        await foreach (var row in db.Attachments.AsNoTracking().Where(row => row.At < before).OrderBy(row => row.Id)
            .Select(row => new { row.Id, row.ComplaintId }).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (files.ContainsKey(row.Id))
                continue;
            missing++;
            last = row.ComplaintId;
        }

        LogFigures(files.Count, orphans, policy.OrphanHours, deleted, missing);
        if (last is { } complaint)
            LogMissing(missing, complaint);
    }

    [LoggerMessage(
        LogLevel.Information,
        "Evidence: {Files} files, {Orphans} of them without a row for {Hours} hours, {Deleted} deleted; {Missing} rows without their file")]
    private partial void LogFigures(int files, int orphans, int hours, int deleted, int missing);

    [LoggerMessage(LogLevel.Warning, "{Missing} files of evidence are gone, such as one of complaint {ComplaintId}")]
    private partial void LogMissing(int missing, Guid complaintId);

    [LoggerMessage(LogLevel.Warning, "Evidence and database could not be compared; tried again later")]
    private partial void LogFailed(Exception exception);
}
