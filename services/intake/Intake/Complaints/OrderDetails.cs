using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Intake;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Complaints;

/// <summary>The order that a complaint is about, as the storefront or the customer states it.</summary>
internal sealed class OrderDetails
{
    public string? ExternalId { get; init; }

    public DateTimeOffset? PlacedAt { get; init; }

    public string? Product { get; init; }

    public string? ProductCategory { get; init; }

    public string? Sku { get; init; }

    public decimal? Amount { get; init; }

    public string? Currency { get; init; }

    public string? Carrier { get; init; }

    public string? Supplier { get; init; }

    public string? Store { get; init; }

    public ComplaintReceived.OrderFacts Facts() => new()
    {
        ExternalId = ExternalId,
        PlacedAt = PlacedAt,
        Product = Product,
        ProductCategory = ProductCategory,
        Sku = Sku,
        Amount = Amount is { } amount ? new EventMoney { Amount = amount, Currency = Currency! } : null,
        Carrier = Carrier,
        Supplier = Supplier,
        Store = Store,
    };

    public static void Map<TOwner>(OwnedNavigationBuilder<TOwner, OrderDetails> order)
        where TOwner : class
    {
        order.Property(row => row.Product).HasMaxLength(500);
        order.Property(row => row.Currency).HasMaxLength(3);
        order.HasIndex(row => row.ExternalId);
    }
}
