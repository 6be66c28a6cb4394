using ComplaintPlatform.Contracts;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Messaging;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Register;

/// <summary>Takes every fact that another service makes known about a complaint onto its timeline and into its register entry.</summary>
internal sealed class RegisterConsumer(IntakeDbContext db, TimeProvider clock) : IEventConsumer<IComplaintEvent>, IBatchConsumer
{
    public Task PrepareAsync(IReadOnlyList<IDomainEvent> messages, CancellationToken ct)
    {
        var ids = messages.OfType<IComplaintEvent>().Select(message => message.ComplaintId).Distinct().ToList();
        return db.Register.Where(entry => ids.Contains(entry.Id)).LoadAsync(ct);
    }

    public async Task HandleAsync(IComplaintEvent message, CancellationToken ct)
    {
        var entry = await db.Register.FindAsync([message.ComplaintId], ct) ?? throw new UnknownComplaintException(message.ComplaintId);
        var line = TimelineEntry.Of(message, EventSerializer.Serialize(message));
        if (entry.Erased && line.HoldsWords)
        {
            line.ForgetWords();
            await EraseAgainAsync(entry.Id, ct);
        }

        db.Timeline.Add(line);
        entry.Apply(message);
    }

    // Somebody wrote on an erased case before its service knew, or after: every service looks again, soon and not at the next appointed time
    private async Task EraseAgainAsync(Guid complaintId, CancellationToken ct)
    {
        var id = complaintId.ToString();
        var erasure = await db.Erasures.Where(row => row.State != ErasureState.Stopped && row.ComplaintIds.Contains(id))
            .OrderByDescending(row => row.RequestedAt).FirstOrDefaultAsync(ct);
        erasure?.LookAgain(clock.GetUtcNow());
    }
}

/// <summary>An event tells of a complaint that this register does not have; it is parked, not dropped.</summary>
internal sealed class UnknownComplaintException(Guid complaintId) : Exception($"There is no complaint {complaintId}.");
