using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.Messages;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.FollowUp.Storefronts;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.FollowUp.FollowUps;

/// <summary>Sends the messages of follow-ups that are due, and counts those that nobody answered as tries that reached nobody.</summary>
internal sealed class FollowUpWorker(IServiceProvider services, TimeProvider clock) : DueRowWorker<FollowUpDbContext, CaseFollowUp>(services)
{
    protected override async Task HandleAsync(IServiceProvider scope, FollowUpDbContext db, Guid rowId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var followUp = await db.FollowUps.Include(row => row.Attempts).FirstAsync(row => row.Id == rowId, ct);
        if (!followUp.IsOpen || followUp.NextAt > now)
            return;

        var (policy, _) = await PolicyDocument.ReadAsync(db, FollowUpPolicy.Kind, followUp.StorefrontId, () => FollowUpPolicy.Default, ct);
        var storefront = await db.KnownStorefronts.AsNoTracking().FirstOrDefaultAsync(row => row.StorefrontId == followUp.StorefrontId, ct);
        var daytime = policy.DaytimeIn(Storefront.ZoneOf(storefront));
        if (followUp.AwaitsAnswer)
        {
            followUp.MessageUnanswered(policy, daytime, now, db.Publish);
            return;
        }

        db.Messages.Add(OutgoingMessage.ForFollowUp(followUp, now));
        followUp.MessageQueued(policy, daytime, now);
    }
}
