using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.Goodwill;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.FollowUp.Storefronts;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.FollowUp.FollowUps;

/// <summary>The customer's word by link answers the follow-up of its cycle; words about a cycle that is over come too late.</summary>
internal sealed class CustomerConfirmedConsumer(FollowUpDbContext db, PolicySet<FollowUpPolicy> policies, GoodwillGifts gifts)
    : IEventConsumer<CustomerConfirmed>
{
    public async Task HandleAsync(CustomerConfirmed message, CancellationToken ct)
    {
        var followUp = await db.FollowUps.Include(row => row.Attempts)
            .Where(row => row.ComplaintId == message.ComplaintId).OrderByDescending(row => row.Cycle).FirstOrDefaultAsync(ct);
        if (followUp is null || followUp.Cycle != message.Cycle)
            return;

        var (policy, _) = await policies.ReadAsync(db, message.StorefrontId, ct);
        var storefront = await db.KnownStorefronts.AsNoTracking().FirstOrDefaultAsync(row => row.StorefrontId == message.StorefrontId, ct);
        var facts = followUp.Confirm(message, policy, policy.DaytimeIn(Storefront.ZoneOf(storefront)));
        foreach (var fact in facts)
            db.Publish(fact);
        await gifts.GrantForAsync(followUp, facts, ct);
    }
}
