using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.Persistence.Messaging;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.FollowUp.Storefronts;

internal sealed class StorefrontChangedConsumer(FollowUpDbContext db) : IEventConsumer<StorefrontChanged>
{
    public async Task HandleAsync(StorefrontChanged message, CancellationToken ct)
    {
        if (await db.KnownStorefronts.FirstOrDefaultAsync(row => row.StorefrontId == message.StorefrontId, ct) is { } known)
            known.TakeIn(message);
        else
            db.KnownStorefronts.Add(Storefront.Of(message));
    }
}
