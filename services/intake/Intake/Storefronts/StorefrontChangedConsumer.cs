using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Persistence.Messaging;

namespace ComplaintPlatform.Intake.Storefronts;

internal sealed class StorefrontChangedConsumer(IntakeDbContext db, StorefrontProfiles profiles) : IEventConsumer<StorefrontChanged>
{
    public async Task HandleAsync(StorefrontChanged message, CancellationToken ct)
    {
        var storefront = await db.Storefronts.FindAsync([message.StorefrontId], ct);
        if (storefront is null)
            db.Storefronts.Add(storefront = Storefront.Of(message.StorefrontId));
        storefront.Apply(message);
        profiles.Forget(message.StorefrontId);
    }
}
