using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Orders;

/// <summary>How many orders a storefront had on one day with these dimensions, as it said last.</summary>
internal sealed class OrderVolume : IStorefrontOwned
{
    private OrderVolume()
    {
    }

    /// <summary>Made of storefront, day and dimensions: a null in a unique index means something else to each database.</summary>
    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public DateOnly Day { get; private init; }

    public string? ProductCategory { get; private init; }

    public string? Carrier { get; private init; }

    public string? Supplier { get; private init; }

    public string? Store { get; private init; }

    public int Orders { get; private set; }

    public DateTimeOffset ReportedAt { get; private set; }

    public int Version { get; private set; }

    public static OrderVolume Of(string storefrontId, OrderVolumeEntry entry) => new()
    {
        Id = IdOf(storefrontId, entry),
        StorefrontId = storefrontId,
        Day = entry.Day,
        ProductCategory = entry.ProductCategory,
        Carrier = entry.Carrier,
        Supplier = entry.Supplier,
        Store = entry.Store,
    };

    public static Guid IdOf(string storefrontId, OrderVolumeEntry entry)
    {
        // A length before each part: no two different cells are written alike
        var parts = new[]
        {
            storefrontId, entry.Day.ToString("O", CultureInfo.InvariantCulture), entry.ProductCategory, entry.Carrier, entry.Supplier,
            entry.Store,
        };
        var key = string.Concat(parts.Select(part => part is null ? "-" : $"{part.Length}:{part}"));
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(key))[..16]);
    }

    /// <returns>Whether that is news.</returns>
    public bool Report(int orders, DateTimeOffset now)
    {
        if (Version > 0 && Orders == orders)
            return false;

        Orders = orders;
        ReportedAt = now;
        Version++;
        return true;
    }

    public OrderVolumesReported.Cell Fact() => new()
    {
        CellId = Id,
        Revision = Version,
        Day = Day.ToString("O", CultureInfo.InvariantCulture),
        ProductCategory = ProductCategory,
        Carrier = Carrier,
        Supplier = Supplier,
        Store = Store,
        Orders = Orders,
    };

    public static void Map(EntityTypeBuilder<OrderVolume> table)
    {
        table.ToTable("OrderVolumes");
        table.HasIndex(row => new { row.StorefrontId, row.Day });
    }
}
