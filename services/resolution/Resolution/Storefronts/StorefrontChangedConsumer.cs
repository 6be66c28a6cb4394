using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Data;

namespace ComplaintPlatform.Resolution.Storefronts;

internal sealed class StorefrontChangedConsumer(ResolutionDbContext db) : IEventConsumer<StorefrontChanged>
{
    public async Task HandleAsync(StorefrontChanged message, CancellationToken ct)
    {
        var storefront = await db.StorefrontSettings.FindAsync([message.StorefrontId], ct);
        if (storefront is null)
            db.StorefrontSettings.Add(storefront = Storefront.Of(message.StorefrontId));
        storefront.Apply(message);
    }
}
