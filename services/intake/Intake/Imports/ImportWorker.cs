using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Evidence;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Web.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Intake.Imports;

/// <summary>
/// Takes files in, row by row: each row is a unit of work of its own, as if it had been posted, with a mark of the row in the same
/// transaction. Killed at any moment, it goes on with the rows that have no mark.
/// </summary>
internal sealed class ImportWorker(IServiceProvider services) : DueRowWorker<IntakeDbContext, Import>(services)
{
    /// <summary>Rows at once: they commit together, and leave room for complaints that come in one by one.</summary>
    private const int AtOnce = 8;

    private const int CheckedAtOnce = 500;
    private const int Tries = 3;

    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(3);

    private readonly IServiceScopeFactory _scopes = services.GetRequiredService<IServiceScopeFactory>();
    private readonly TimeProvider _clock = services.GetRequiredService<TimeProvider>();

    protected override TimeSpan Lease => TimeSpan.FromSeconds(15);

    protected override async Task HandleAsync(IServiceProvider scope, IntakeDbContext db, Guid rowId, CancellationToken ct)
    {
        var import = await db.Imports.AsNoTracking().FirstAsync(row => row.Id == rowId, ct);
        var store = scope.GetRequiredService<IEvidenceStore>();
        if (import.State is ImportState.Completed)
        {
            // Only once the end is durable: names and phones of the file's customers stay with their complaints, where an erasure finds
            // them
            await store.DeleteAsync(rowId, ct);
            (await db.Imports.FirstAsync(row => row.Id == rowId, ct)).Forget();
            return;
        }

        var zone = (await scope.GetRequiredService<StorefrontProfiles>().OfAsync(import.StorefrontId, db, ct)).TimeZone;
        var done = (await db.ImportRows.AsNoTracking().Where(row => row.ImportId == rowId).Select(row => row.Number).ToListAsync(ct)).ToHashSet();
        var rows = ImportedFile.ReadAsync(
            async () => await store.OpenReadAsync(rowId, ct) ?? throw new FileNotFoundException("The imported file is gone."), import.Format, import.Charset, ct);

        using var lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var renewing = KeepAsync(import, lost);
        try
        {
            var left = rows.Where(row => !done.Contains(row.Number));
            var reader = new RowReader(import, zone);
            if (import.DryRun)
                await CheckAsync(import, reader, left, lost.Token);
            else
                await Parallel.ForEachAsync(
                    left, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = lost.Token },
                    async (row, token) => await TakeAsync(import, reader, row, token));
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            // Another replica has it now
            return;
        }
        finally
        {
            await lost.CancelAsync();
            await renewing;
        }

        var finished = await db.Imports.FirstAsync(row => row.Id == rowId, ct);
        finished.Finish(_clock.GetUtcNow());
    }

    private async Task TakeAsync(Import import, RowReader reader, ImportedRow row, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var scope = ScopeFor(import);
            var db = scope.ServiceProvider.GetRequiredService<IntakeDbContext>();
            db.ImportRows.Add(await ReceiveAsync(import, reader, row, scope.ServiceProvider.GetRequiredService<ComplaintReception>(), ct));
            try
            {
                await scope.ServiceProvider.GetRequiredService<IUnitOfWork<IntakeDbContext>>().CommitAsync(db, ct);
                return;
            }
            catch (DbUpdateException) when (attempt < Tries)
            {
                // Its customer was changed meanwhile, or another replica took the row
                await using var look = ScopeFor(import);
                var reading = look.ServiceProvider.GetRequiredService<IntakeDbContext>();
                if (await reading.ImportRows.AnyAsync(other => other.ImportId == import.Id && other.Number == row.Number, ct))
                    return;
            }
        }
    }

    private static async Task<ImportRow> ReceiveAsync(
        Import import, RowReader reader, ImportedRow row, ComplaintReception reception, CancellationToken ct)
    {
        try
        {
            var request = reader.Read(row);
            if (await reception.FindRepeatedAsync(request, import.StorefrontId, ct) is { } first)
                return ImportRow.Taken(import, row.Number, first.Id, repeated: true);
            var received = await reception.ReceiveAsync(request, import.StorefrontId, ct, ComplaintOrigin.Imported);
            return ImportRow.Taken(import, row.Number, received.Id, repeated: false);
        }
        catch (RowException refused)
        {
            return ImportRow.Refused(import, row.Number, refused.Errors);
        }
        catch (ProblemException refused)
        {
            var errors = refused.Errors?.SelectMany(pair => pair.Value.Select(message => (pair.Key, message))).ToList();
            return ImportRow.Refused(import, row.Number, errors ?? [(refused.Code, refused.Message)]);
        }
    }

    // Nothing is taken in: many marks can stand in one transaction
    private async Task CheckAsync(Import import, RowReader reader, IAsyncEnumerable<ImportedRow> rows, CancellationToken ct)
    {
        await foreach (var several in rows.Chunk(CheckedAtOnce).WithCancellation(ct))
        {
            await using var scope = ScopeFor(import);
            var db = scope.ServiceProvider.GetRequiredService<IntakeDbContext>();
            var reception = scope.ServiceProvider.GetRequiredService<ComplaintReception>();
            foreach (var row in several)
                db.ImportRows.Add(await CheckAsync(import, reader, row, reception, ct));
            await scope.ServiceProvider.GetRequiredService<IUnitOfWork<IntakeDbContext>>().CommitAsync(db, ct);
        }
    }

    private static async Task<ImportRow> CheckAsync(
        Import import, RowReader reader, ImportedRow row, ComplaintReception reception, CancellationToken ct)
    {
        try
        {
            var request = reader.Read(row);
            reception.EnsureNotInFuture(request);
            return ImportRow.Taken(
                import, row.Number, null, await reception.FindRepeatedAsync(request, import.StorefrontId, ct) is not null);
        }
        catch (RowException refused)
        {
            return ImportRow.Refused(import, row.Number, refused.Errors);
        }
        catch (ProblemException refused)
        {
            var errors = refused.Errors?.SelectMany(pair => pair.Value.Select(message => (pair.Key, message))).ToList();
            return ImportRow.Refused(import, row.Number, errors ?? [(refused.Code, refused.Message)]);
        }
    }

    private AsyncServiceScope ScopeFor(Import import)
    {
        var scope = _scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseCaller(false, [import.StorefrontId], import.Actor);
        return scope;
    }

    private async Task KeepAsync(Import import, CancellationTokenSource lost)
    {
        while (!lost.IsCancellationRequested)
        {
            try
            {
                await using var scope = ScopeFor(import);
                var db = scope.ServiceProvider.GetRequiredService<IntakeDbContext>();
                var row = await db.Imports.FirstAsync(other => other.Id == import.Id, lost.Token);
                var now = _clock.GetUtcNow();
                if (!row.Renew(import.LeaseOwner, now + Lease, now))
                {
                    await lost.CancelAsync();
                    return;
                }

                await scope.ServiceProvider.GetRequiredService<IUnitOfWork<IntakeDbContext>>().CommitAsync(db, lost.Token);
                await Task.Delay(RenewEvery, lost.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (DbUpdateException)
            {
                // Tried again at once: what changed the row may have been another claim
            }
        }
    }
}
