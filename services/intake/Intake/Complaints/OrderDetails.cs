using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Complaints;

/// <summary>The order that a complaint is about, as the storefront or the customer states it.</summary>
internal sealed class OrderDetails
{
    public string? ExternalId { get; private set; }

    public DateTimeOffset? PlacedAt { get; private set; }

    /// <summary>When the customer received it.</summary>
    public DateTimeOffset? DeliveredAt { get; private set; }

    public string? Product { get; private set; }

    public string? ProductCategory { get; private set; }

    public string? Sku { get; private set; }

    public decimal? Amount { get; private set; }

    public string? Currency { get; private set; }

    public string? Carrier { get; private set; }

    public string? Supplier { get; private set; }

    public string? Store { get; private set; }

    public static OrderDetails? Of(OrderRequest? order) => order is null ? null : new OrderDetails
    {
        ExternalId = order.ExternalId,
        PlacedAt = order.PlacedAt?.ToUniversalTime(),
        DeliveredAt = order.DeliveredAt?.ToUniversalTime(),
        Product = order.Product,
        ProductCategory = order.ProductCategory,
        Sku = order.Sku,
        Amount = order.Amount?.Amount,
        Currency = order.Amount?.Currency,
        Carrier = order.Carrier,
        Supplier = order.Supplier,
        Store = order.Store,
    };

    public Money? Price() => Amount is { } amount ? new Money(amount, Currency!) : null;

    /// <summary>Takes over what was missing; what was stated stays.</summary>
    public void Supply(OrderDetails given)
    {
        ExternalId ??= given.ExternalId;
        PlacedAt ??= given.PlacedAt;
        DeliveredAt ??= given.DeliveredAt;
        Product ??= given.Product;
        ProductCategory ??= given.ProductCategory;
        Sku ??= given.Sku;
        if (Amount is null)
            (Amount, Currency) = (given.Amount, given.Currency);
        Carrier ??= given.Carrier;
        Supplier ??= given.Supplier;
        Store ??= given.Store;
    }

    /// <summary>Which order it was leads to a person; what was bought stays for figures.</summary>
    public void ForgetId() => ExternalId = null;

    /// <summary>As it is written in answers.</summary>
    public OrderRequest Stated() => new(
        ExternalId, PlacedAt, Product, ProductCategory, Sku, Price(), Carrier, Supplier, Store, DeliveredAt);

    public ComplaintReceived.OrderFacts Facts() => new()
    {
        ExternalId = ExternalId,
        PlacedAt = PlacedAt,
        DeliveredAt = DeliveredAt,
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
    }
}
