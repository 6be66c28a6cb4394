using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Persistence.PersonalData;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.PersonalData;

/// <summary>Erases what this service keeps of a customer, and answers with what is left, counted after the deletion was durable.</summary>
internal sealed class CustomerErasedConsumer(
    ResolutionDbContext db, PersonalRecords<ResolutionDbContext> records, IUnitOfWork<ResolutionDbContext> unitOfWork, TimeProvider clock)
    : IEventConsumer<CustomerErased>
{
    public async Task HandleAsync(CustomerErased message, CancellationToken ct)
    {
        var counts = await records.EraseAsync(db, new PersonalScope(message.ComplaintIds, message.CustomerId), ct);
        await RefuseWhatComesLateAsync(message, ct);
        await FullTextMerge.RunAsync(db, unitOfWork, PrecedentTrace.Indexes, ct);
        await PersonalRecords<ResolutionDbContext>.ForgetLogAsync(db, ct);
        db.Publish(new CustomerErasureApplied
        {
            EventId = SequentialId.Next(),
            OccurredAt = clock.GetUtcNow(),
            StorefrontId = message.StorefrontId,
            Version = message.Version,
            ErasureId = message.ErasureId,
            Rows = [.. counts.Select(count => new CustomerErasureApplied.ErasedRows
            {
                Kind = count.Kind,
                Before = count.Before,
                After = count.After,
            })],
        });
    }

    // A complaint may be told of after its customer was erased: its words would stand here until the next round
    private async Task RefuseWhatComesLateAsync(CustomerErased message, CancellationToken ct)
    {
        var known = await db.Complaints.Where(row => message.ComplaintIds.Contains(row.Id)).Select(row => row.Id).ToListAsync(ct);
        db.Complaints.AddRange(message.ComplaintIds.Except(known).Select(id => ComplaintFacts.Erased(id, message.StorefrontId)));
    }
}
