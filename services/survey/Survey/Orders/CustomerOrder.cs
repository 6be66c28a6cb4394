using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Survey.Orders;

public enum CustomerOrderKind { Purchase, Withdrawal }

/// <summary>
/// What a customer who complained did later: bought, or gave up an order or an account. Known by the customer's key alone.
/// </summary>
internal sealed class CustomerOrder : IStorefrontOwned
{
    private CustomerOrder()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public string CustomerKey { get; private init; } = "";

    /// <summary>The storefront's own number: no order counts twice.</summary>
    public string ExternalId { get; private init; } = "";

    public CustomerOrderKind Kind { get; private init; }

    public DateTimeOffset PlacedAt { get; private init; }

    public decimal? Amount { get; private init; }

    public string? Currency { get; private init; }

    public static CustomerOrder Of(
        string storefrontId, string customerKey, string externalId, CustomerOrderKind kind, DateTimeOffset placedAt, Money? amount) => new()
        {
            Id = SequentialId.Next(),
            StorefrontId = storefrontId,
            CustomerKey = customerKey,
            ExternalId = externalId,
            Kind = kind,
            PlacedAt = placedAt.ToUniversalTime(),
            Amount = amount?.Amount,
            Currency = amount?.Currency,
        };

    public static void Map(EntityTypeBuilder<CustomerOrder> table)
    {
        table.ToTable("CustomerOrders");
        table.Property(row => row.Currency).HasMaxLength(3);
        table.HasIndex(row => new { row.StorefrontId, row.Kind, row.ExternalId }).IsUnique();
        table.HasIndex(row => new { row.StorefrontId, row.PlacedAt });
    }
}
