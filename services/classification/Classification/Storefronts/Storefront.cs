using ComplaintPlatform.Contracts.Gateway;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace ComplaintPlatform.Classification.Storefronts;

/// <summary>What classification needs to know of a storefront: when its days begin. The gateway owns storefronts.</summary>
internal sealed class Storefront
{
    private static readonly DateTimeZone DefaultZone = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];

    private Storefront()
    {
    }

    public string Id { get; private init; } = "";

    public string TimeZone { get; private set; } = "";

    /// <summary>The gateway's version of the storefront that stands here.</summary>
    public int SourceVersion { get; private set; }

    public static Storefront Of(string id) => new() { Id = id };

    public void Apply(StorefrontChanged change)
    {
        if (change.Version <= SourceVersion)
            return;

        SourceVersion = change.Version;
        TimeZone = change.TimeZone;
    }

    public static DateTimeZone ZoneOf(Storefront? storefront) =>
        (storefront is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(storefront.TimeZone)) ?? DefaultZone;

    public static void Map(EntityTypeBuilder<Storefront> table) => table.ToTable("Storefronts");
}
