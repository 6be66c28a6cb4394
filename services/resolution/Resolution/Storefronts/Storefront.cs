using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace ComplaintPlatform.Resolution.Storefronts;

/// <summary>What resolution needs to know of a storefront; the gateway owns storefronts and tells of their changes.</summary>
internal sealed class Storefront
{
    private Storefront()
    {
    }

    public string Id { get; private init; } = "";

    [FreeText]
    public string Name { get; private set; } = "";

    public string TimeZone { get; private set; } = "";

    public string Currency { get; private set; } = "";

    /// <summary>The gateway's version of the storefront that stands here.</summary>
    public int SourceVersion { get; private set; }

    /// <summary>Its own clock; UTC where it is not known.</summary>
    public static DateTimeZone ZoneOf(Storefront? storefront) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(storefront?.TimeZone ?? "") ?? DateTimeZone.Utc;

    public static string CurrencyOf(Storefront? storefront) =>
        storefront?.Currency is { Length: > 0 } currency && Currencies.IsKnown(currency) ? currency : "CNY";

    public static Storefront Of(string id) => new() { Id = id };

    public void Apply(StorefrontChanged change)
    {
        if (change.Version <= SourceVersion)
            return;

        SourceVersion = change.Version;
        (Name, TimeZone, Currency) = (change.Name, change.TimeZone, change.Currency);
    }

    public static void Map(EntityTypeBuilder<Storefront> table)
    {
        table.ToTable("Storefronts");
        table.Property(row => row.Currency).HasMaxLength(3);
    }
}
