using ComplaintPlatform.Kernel;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Customers;

/// <summary>
/// The customer as known when the complaint came: what is learned later changes the customer, not the record. Erased with the customer.
/// </summary>
internal sealed class CustomerAtReceipt
{
    public string? ExternalId { get; private init; }

    public string? Name { get; private set; }

    public string? Email { get; private set; }

    public string? Phone { get; private set; }

    public string? AppUserId { get; private set; }

    public string? Language { get; private init; }

    public string? PreferredContactTimes { get; private init; }

    public DateTimeOffset? FirstOrderAt { get; private init; }

    public int? OrderCount { get; private init; }

    public decimal? LifetimeValue { get; private init; }

    public string? LifetimeValueCurrency { get; private init; }

    public bool Vip { get; private init; }

    public int EarlierComplaints { get; private init; }

    public static CustomerAtReceipt? Of(Customer? customer, int earlierComplaints) => customer is null ? null : new CustomerAtReceipt
    {
        ExternalId = customer.ExternalId,
        Name = customer.Name,
        Email = customer.Email,
        Phone = customer.Phone,
        AppUserId = customer.AppUserId,
        Language = customer.Language,
        PreferredContactTimes = customer.PreferredContactTimes,
        FirstOrderAt = customer.FirstOrderAt,
        OrderCount = customer.OrderCount,
        LifetimeValue = customer.LifetimeValue,
        LifetimeValueCurrency = customer.LifetimeValueCurrency,
        Vip = customer.Vip,
        EarlierComplaints = earlierComplaints,
    };

    /// <summary>Takes over what was missing; what was known stays as it was.</summary>
    public void Supply(CustomerDetails details)
    {
        Name ??= details.Name;
        Email ??= details.Email;
        Phone ??= details.Phone;
        AppUserId ??= details.AppUserId;
    }

    /// <summary>What <see cref="Supply"/> may add to.</summary>
    public (string? Name, string? Email, string? Phone, string? AppUserId) Reachable() => (Name, Email, Phone, AppUserId);

    /// <summary>Whether all that is stated is what is known.</summary>
    public bool Says(CustomerDetails details) =>
        (details.Name is null || details.Name == Name) && (details.Email is null || details.Email == Email)
        && (details.Phone is null || details.Phone == Phone) && (details.AppUserId is null || details.AppUserId == AppUserId);

    public Money? LifetimeMoney() => LifetimeValue is { } value ? new Money(value, LifetimeValueCurrency!) : null;

    public static void Map<TOwner>(OwnedNavigationBuilder<TOwner, CustomerAtReceipt> customer)
        where TOwner : class =>
        customer.Property(row => row.LifetimeValueCurrency).HasMaxLength(3);
}
