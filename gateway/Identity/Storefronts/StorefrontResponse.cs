namespace ComplaintPlatform.Identity.Storefronts;

/// <param name="TimeZone">IANA.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="PublicAddress">Where the storefront's customers reach the gateway; null: the installation's own address.</param>
/// <param name="CorsOrigins">Origins whose pages may call the API.</param>
public sealed record StorefrontResponse(
    string Id, string Name, string TimeZone, string Currency, IReadOnlyList<string> Languages, string? PublicAddress,
    IReadOnlyList<string> CorsOrigins,
    bool Active, DateTimeOffset CreatedAt, int Version)
{
    internal static StorefrontResponse From(Storefront storefront) => new(
        storefront.Id, storefront.Name, storefront.TimeZone, storefront.Currency, storefront.Languages, storefront.PublicAddress,
        storefront.CorsOrigins,
        storefront.Active, storefront.CreatedAt, storefront.Version);
}
