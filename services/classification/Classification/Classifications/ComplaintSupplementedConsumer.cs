using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Insights.Counting;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Persistence.Messaging;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.Classifications;

/// <summary>Reads what the customer adds, so that "now it is on fire" does not wait behind "three days late".</summary>
internal sealed class ComplaintSupplementedConsumer(ClassificationDbContext db, ActiveEngine engine, TimeProvider clock)
    : IEventConsumer<ComplaintSupplemented>
{
    private const string Staff = "staff";

    public async Task HandleAsync(ComplaintSupplemented message, CancellationToken ct)
    {
        if (message.By == Staff || string.IsNullOrWhiteSpace(message.Text))
            return;

        // The message has overtaken the complaint: it comes again
        var classification = await db.Classifications.FirstOrDefaultAsync(row => row.Id == message.ComplaintId, ct)
            ?? throw new InvalidOperationException($"The complaint {message.ComplaintId} is not classified yet.");
        var category = classification.Category;
        if (classification.Supplement(message.Text, engine.Current, clock.GetUtcNow()) is not { } reclassified)
            return;

        db.Publish(reclassified);
        db.UncountedComplaints.AddRange(UncountedComplaint.Moved(classification, category));
    }
}
