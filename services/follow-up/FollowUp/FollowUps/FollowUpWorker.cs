using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.Messages;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.FollowUp.Storefronts;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.FollowUp.FollowUps;

/// <summary>
/// Sends the messages of follow-ups that are due, notes those that stayed unanswered, and acts on calls that were not made.
/// </summary>
internal sealed class FollowUpWorker(IServiceProvider services, PolicySet<FollowUpPolicy> policies, TimeProvider clock)
    : DueRowWorker<FollowUpDbContext, CaseFollowUp>(services)
{
    protected override async Task HandleAsync(IServiceProvider scope, FollowUpDbContext db, Guid rowId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var followUp = await db.FollowUps.Include(row => row.Attempts).FirstAsync(row => row.Id == rowId, ct);
        if (!followUp.IsOpen || followUp.NextAt > now)
            return;

        var (policy, _) = await policies.ReadAsync(db, followUp.StorefrontId, ct);
        var storefront = await db.KnownStorefronts.AsNoTracking().FirstOrDefaultAsync(row => row.StorefrontId == followUp.StorefrontId, ct);
        var step = followUp.Advance(policy, policy.DaytimeIn(Storefront.ZoneOf(storefront)), now);
        foreach (var fact in step.Events)
            db.Publish(fact);
        if (step.SendsMessage)
            db.Messages.Add(OutgoingMessage.ForFollowUp(followUp, now));
    }
}
