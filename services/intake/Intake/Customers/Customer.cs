using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Customers;

/// <summary>Who complains. Names and contact points stand here and in no other table, service or event.</summary>
internal sealed class Customer : IStorefrontOwned
{
    private Customer()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    /// <summary>The storefront's id of the customer; <c>null</c> for somebody the storefront does not know.</summary>
    public string? ExternalId { get; private init; }

    [FreeText]
    public string? Name { get; private set; }

    public string? Email { get; private set; }

    public string? Phone { get; private set; }

    public string? AppUserId { get; private set; }

    public string? Language { get; private set; }

    [FreeText]
    public string? PreferredContactTimes { get; private set; }

    public DateTimeOffset? FirstOrderAt { get; private set; }

    public int? OrderCount { get; private set; }

    public decimal? LifetimeValue { get; private set; }

    public string? LifetimeValueCurrency { get; private set; }

    public bool Vip { get; private set; }

    public int Version { get; private set; }

    public static Customer New(string storefrontId, string? externalId) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = storefrontId,
        ExternalId = externalId,
    };

    /// <summary>Takes over what is stated now; what is not stated stays.</summary>
    public void Update(CustomerDetails details)
    {
        var before = (Name, Email, Phone, AppUserId, Language, PreferredContactTimes, FirstOrderAt, OrderCount, LifetimeValue, LifetimeValueCurrency, Vip);
        Name = details.Name ?? Name;
        Email = details.Email ?? Email;
        Phone = details.Phone ?? Phone;
        AppUserId = details.AppUserId ?? AppUserId;
        Language = details.Language ?? Language;
        PreferredContactTimes = details.PreferredContactTimes ?? PreferredContactTimes;
        FirstOrderAt = details.FirstOrderAt?.ToUniversalTime() ?? FirstOrderAt;
        OrderCount = details.OrderCount ?? OrderCount;
        if (details.LifetimeValue is { } value)
            (LifetimeValue, LifetimeValueCurrency) = (value.Amount, value.Currency);
        Vip = details.Vip ?? Vip;
        if (before != (Name, Email, Phone, AppUserId, Language, PreferredContactTimes, FirstOrderAt, OrderCount, LifetimeValue, LifetimeValueCurrency, Vip))
            Version++;
    }

    public static ComplaintReceived.CustomerFacts Facts(Customer? customer, int earlierComplaints) => new()
    {
        CustomerId = customer?.Id,
        Language = customer?.Language,
        FirstOrderAt = customer?.FirstOrderAt,
        OrderCount = customer?.OrderCount,
        LifetimeValue = customer?.LifetimeValue is { } value ? new EventMoney { Amount = value, Currency = customer.LifetimeValueCurrency! } : null,
        Vip = customer?.Vip ?? false,
        EarlierComplaints = earlierComplaints,
    };

    public static void Map(EntityTypeBuilder<Customer> table)
    {
        table.ToTable("Customers");
        table.Property(row => row.LifetimeValueCurrency).HasMaxLength(3);
        table.HasIndex(row => new { row.StorefrontId, row.ExternalId }).IsUnique();
    }
}
