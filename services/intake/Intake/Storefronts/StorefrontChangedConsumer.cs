using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Persistence.Messaging;

namespace ComplaintPlatform.Intake.Storefronts;

internal sealed class StorefrontChangedConsumer(IntakeDbContext db, PublicAddresses addresses) : IEventConsumer<StorefrontChanged>
{
    public async Task HandleAsync(StorefrontChanged message, CancellationToken ct)
    {
        var storefront = await db.StorefrontSettings.FindAsync([message.StorefrontId], ct);
        if (storefront is null)
            db.StorefrontSettings.Add(storefront = Storefront.Of(message.StorefrontId));
        storefront.Apply(message);
        addresses.Forget(message.StorefrontId);
    }
}
