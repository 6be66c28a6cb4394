namespace ComplaintPlatform.Persistence.Data;

/// <summary>A row that belongs to one storefront; every query sees only the rows of the current <see cref="TenantScope"/>.</summary>
public interface IStorefrontOwned
{
    string StorefrontId { get; }
}
