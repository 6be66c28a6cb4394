using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Policies;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.PersonalData;
using ComplaintPlatform.Persistence.Scheduling;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.PersonalData;

/// <summary>Does a round of an erasure here, and tells the other services to do theirs.</summary>
internal sealed class ErasureWorker(
    IServiceProvider services, PersonalRecords<IntakeDbContext> records, IUnitOfWork<IntakeDbContext> unitOfWork, EvidenceTrace evidence,
    TimeProvider clock)
    : DueRowWorker<IntakeDbContext, Erasure>(services)
{
    /// <summary>Merging a large search index takes its time.</summary>
    protected override TimeSpan Lease => TimeSpan.FromMinutes(5);

    protected override async Task HandleAsync(IServiceProvider scope, IntakeDbContext db, Guid rowId, CancellationToken ct)
    {
        var erasure = await db.Erasures.FirstAsync(row => row.Id == rowId, ct);
        if (erasure.CustomerId is { } held && await db.Customers.AnyAsync(row => row.Id == held && row.HeldAt != null, ct))
        {
            erasure.Stop();
            return;
        }

        var ids = erasure.ComplaintList();
        if (erasure.CustomerId is { } customerId)
        {
            var late = await db.Register.Where(row => row.CustomerId == customerId).Select(row => row.Id).ToListAsync(ct);
            ids = [.. ids.Union(late)];
        }

        var personal = new PersonalScope(ids, erasure.CustomerId);
        await evidence.DeleteFilesAsync(db, personal, ct);
        var counts = await records.EraseAsync(db, personal, ct);
        await FullTextMerge.RunAsync(db, unitOfWork, [SearchTrace.Index], ct);
        await PersonalRecords<IntakeDbContext>.ForgetLogAsync(db, ct);
        var recheck = (await IntakePolicy.Set.ReadAsync(db, erasure.StorefrontId, ct)).Policy.Retention.RecheckMinutes;
        var now = clock.GetUtcNow();
        db.Publish(erasure.StartRound(ids, now, TimeSpan.FromMinutes(recheck)));
        erasure.Answer(IntakeService.Name, erasure.Round, counts, now);
    }
}
