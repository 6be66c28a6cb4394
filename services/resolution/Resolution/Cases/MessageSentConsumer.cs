using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>The message that carries the reference number acknowledges the complaint.</summary>
internal sealed class MessageSentConsumer(ResolutionDbContext db, PolicyShelf shelf, TimeProvider clock) : IEventConsumer<MessageSent>
{
    private const string Acknowledgement = "acknowledgement";

    public async Task HandleAsync(MessageSent message, CancellationToken ct)
    {
        if (message.Template != Acknowledgement)
            return;
        // It is sent as soon as the complaint is there, often before there is a case
        (await db.FactsOfAsync(message.ComplaintId, message.StorefrontId, ct)).Acknowledge(message.OccurredAt);
        if (await db.Cases.WithEverything().FirstOrDefaultAsync(row => row.Id == message.ComplaintId, ct) is not { } theCase)
            return;
        var policies = await shelf.ForAsync(db, theCase.StorefrontId, ct);
        foreach (var happened in theCase.AcknowledgedBy(message.OccurredAt, policies, clock.GetUtcNow()))
            db.Publish(happened);
    }
}
