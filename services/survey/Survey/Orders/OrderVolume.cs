using System.Globalization;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Survey.Orders;

/// <summary>How many orders a storefront had on one day with these dimensions. Cells share no order: they may be added up.</summary>
internal sealed class OrderVolume : IStorefrontOwned
{
    private OrderVolume()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    /// <summary>In the storefront's time zone.</summary>
    public DateOnly Day { get; private init; }

    public string? ProductCategory { get; private init; }

    public string? Carrier { get; private init; }

    public string? Supplier { get; private init; }

    public string? Store { get; private init; }

    public int Orders { get; private set; }

    /// <summary>Of the fact that stands here; an earlier one that comes later is ignored.</summary>
    public int Revision { get; private set; }

    public int Version { get; private set; }

    public static OrderVolume Of(string storefrontId, OrderVolumesReported.Cell cell) => new()
    {
        Id = cell.CellId,
        StorefrontId = storefrontId,
        Day = DateOnly.ParseExact(cell.Day, "O", CultureInfo.InvariantCulture),
        ProductCategory = cell.ProductCategory,
        Carrier = cell.Carrier,
        Supplier = cell.Supplier,
        Store = cell.Store,
    };

    public void TakeIn(OrderVolumesReported.Cell cell)
    {
        if (cell.Revision <= Revision)
            return;

        Revision = cell.Revision;
        Orders = cell.Orders;
        Version++;
    }

    public static void Map(EntityTypeBuilder<OrderVolume> table)
    {
        table.ToTable("OrderVolumes");
        table.HasIndex(row => new { row.StorefrontId, row.Day });
    }
}
