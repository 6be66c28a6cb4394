using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Persistence.Messaging;

namespace ComplaintPlatform.Classification.Storefronts;

internal sealed class StorefrontChangedConsumer(ClassificationDbContext db) : IEventConsumer<StorefrontChanged>
{
    public async Task HandleAsync(StorefrontChanged message, CancellationToken ct)
    {
        var storefront = await db.StorefrontSettings.FindAsync([message.StorefrontId], ct);
        if (storefront is null)
            db.StorefrontSettings.Add(storefront = Storefront.Of(message.StorefrontId));
        storefront.Apply(message);
    }
}
