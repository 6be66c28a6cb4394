using ComplaintPlatform.Contracts;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Messaging;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Register;

/// <summary>Takes every fact that another service makes known about a complaint onto its timeline and into its register entry.</summary>
internal sealed class RegisterConsumer(IntakeDbContext db) : IEventConsumer<IComplaintEvent>, IBatchConsumer
{
    public Task PrepareAsync(IReadOnlyList<IDomainEvent> messages, CancellationToken ct)
    {
        var ids = messages.OfType<IComplaintEvent>().Select(message => message.ComplaintId).Distinct().ToList();
        return db.Register.Where(entry => ids.Contains(entry.Id)).LoadAsync(ct);
    }

    public async Task HandleAsync(IComplaintEvent message, CancellationToken ct)
    {
        var entry = await db.Register.FindAsync([message.ComplaintId], ct) ?? throw new UnknownComplaintException(message.ComplaintId);
        db.Timeline.Add(TimelineEntry.Of(message, EventSerializer.Serialize(message)));
        entry.Apply(message);
    }
}

/// <summary>An event tells of a complaint that this register does not have; it is parked, not dropped.</summary>
internal sealed class UnknownComplaintException(Guid complaintId) : Exception($"There is no complaint {complaintId}.");
