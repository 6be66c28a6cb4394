using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Persistence.PersonalData;

namespace ComplaintPlatform.FollowUp.PersonalData;

/// <summary>Erases what this service keeps of a customer, and answers with what is left, counted after the deletion was durable.</summary>
internal sealed class CustomerErasedConsumer(FollowUpDbContext db, PersonalRecords<FollowUpDbContext> records, TimeProvider clock)
    : IEventConsumer<CustomerErased>
{
    public async Task HandleAsync(CustomerErased message, CancellationToken ct)
    {
        var counts = await records.EraseAsync(db, new PersonalScope(message.ComplaintIds, message.CustomerId), ct);
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
}
