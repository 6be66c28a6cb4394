using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace ComplaintPlatform.Survey.Storefronts;

/// <summary>What this service keeps of a storefront: its months, and where its customers reach the platform.</summary>
internal sealed class Storefront : IStorefrontOwned
{
    private static readonly DateTimeZone DefaultZone = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];

    private Storefront()
    {
    }

    public string StorefrontId { get; private init; } = "";

    [FreeText]
    public string? Name { get; private set; }

    public string TimeZone { get; private set; } = "";

    public string? PublicAddress { get; private set; }

    /// <summary>The version of the last change that was taken in.</summary>
    public int ChangeVersion { get; private set; }

    public int Version { get; private set; }

    public static Storefront Of(StorefrontChanged change)
    {
        var storefront = new Storefront { StorefrontId = change.StorefrontId };
        storefront.TakeIn(change);
        return storefront;
    }

    public void TakeIn(StorefrontChanged change)
    {
        if (change.Version <= ChangeVersion)
            return;

        Name = change.Name;
        TimeZone = change.TimeZone;
        PublicAddress = change.PublicAddress;
        ChangeVersion = change.Version;
        Version++;
    }

    public static DateTimeZone ZoneOf(Storefront? storefront) =>
        (storefront is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(storefront.TimeZone)) ?? DefaultZone;

    public static void Map(EntityTypeBuilder<Storefront> table)
    {
        table.ToTable("Storefronts");
        table.HasKey(row => row.StorefrontId);
        table.Property(row => row.PublicAddress).HasMaxLength(500);
    }
}
