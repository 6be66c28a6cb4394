using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Survey.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Storefronts;

internal sealed class StorefrontChangedConsumer(SurveyDbContext db) : IEventConsumer<StorefrontChanged>
{
    public async Task HandleAsync(StorefrontChanged message, CancellationToken ct)
    {
        if (await db.KnownStorefronts.FirstOrDefaultAsync(row => row.StorefrontId == message.StorefrontId, ct) is { } known)
            known.TakeIn(message);
        else
            db.KnownStorefronts.Add(Storefront.Of(message));
    }
}
