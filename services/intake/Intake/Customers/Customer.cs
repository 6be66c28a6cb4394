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
    public string? ExternalId { get; private set; }

    [FreeText]
    public string? Name { get; private set; }

    public string? Email { get; private set; }

    /// <summary><see cref="Email"/> as it is compared.</summary>
    public string? EmailKey { get; private set; }

    /// <summary>As given.</summary>
    public string? Phone { get; private set; }

    /// <summary><see cref="Phone"/> in E.164; <c>null</c> where it is no number that can be called.</summary>
    public string? PhoneE164 { get; private set; }

    public string? AppUserId { get; private set; }

    public string? Language { get; private set; }

    [FreeText]
    public string? PreferredContactTimes { get; private set; }

    public DateTimeOffset? FirstOrderAt { get; private set; }

    public int? OrderCount { get; private set; }

    public decimal? LifetimeValue { get; private set; }

    public string? LifetimeValueCurrency { get; private set; }

    public bool Vip { get; private set; }

    /// <summary>Nothing may be sent since then.</summary>
    public DateTimeOffset? OptedOutAt { get; private set; }

    /// <summary>Ways of being written to that are refused, by name, separated by a comma.</summary>
    public string RefusedChannels { get; private set; } = "";

    /// <summary>Of what the customer said on being written to.</summary>
    public int PreferencesVersion { get; private set; }

    /// <summary>Since when a legal hold keeps everything of the customer.</summary>
    public DateTimeOffset? HeldAt { get; private set; }

    [FreeText]
    public string? HoldReason { get; private set; }

    public int HoldVersion { get; private set; }

    /// <summary>Named by nobody but the holder of a link; never found by id or contact point.</summary>
    public bool IsUnproven { get; private set; }

    public int Version { get; private set; }

    public static Customer Unproven(string storefrontId) => new() { Id = SequentialId.Next(), StorefrontId = storefrontId, IsUnproven = true };

    public static Customer New(string storefrontId, string? externalId) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = storefrontId,
        ExternalId = externalId,
    };

    /// <summary>Staff or the storefront say who it is, and so the customer can be found from now on.</summary>
    public void Prove() => IsUnproven = false;

    /// <summary>Takes over what is stated now; what is not stated stays.</summary>
    /// <param name="phoneRegion">Country of numbers without a country code.</param>
    public void Update(CustomerDetails details, string phoneRegion)
    {
        var before = Facts();
        // Known by a contact point until now: the storefront says who it is
        ExternalId ??= details.ExternalId;
        Name = details.Name ?? Name;
        Email = details.Email ?? Email;
        EmailKey = ContactPoint.EmailKey(Email);
        Phone = details.Phone ?? Phone;
        PhoneE164 = ContactPoint.PhoneE164(Phone, phoneRegion);
        AppUserId = details.AppUserId ?? AppUserId;
        Language = details.Language ?? Language;
        PreferredContactTimes = details.PreferredContactTimes ?? PreferredContactTimes;
        FirstOrderAt = details.FirstOrderAt?.ToUniversalTime() ?? FirstOrderAt;
        OrderCount = details.OrderCount ?? OrderCount;
        if (details.LifetimeValue is { } value)
            (LifetimeValue, LifetimeValueCurrency) = (value.Amount, value.Currency);
        Vip = details.Vip ?? Vip;
        if (before != Facts())
            Version++;

        (string?, string?, string?, string?, string?, string?, string?, DateTimeOffset?, int?, decimal?, string?, bool) Facts() => (
            ExternalId, Name, Email, Phone, AppUserId, Language, PreferredContactTimes, FirstOrderAt, OrderCount, LifetimeValue,
            LifetimeValueCurrency, Vip);
    }

    /// <summary>Takes over what the customer says on being written to.</summary>
    /// <returns><c>null</c> where that is nothing new.</returns>
    public CustomerContactPreferencesChanged? Prefer(bool optedOut, IReadOnlyList<ContactWay> refused, DateTimeOffset now)
    {
        var channels = string.Join(',', refused.Distinct().Order().Select(EnumText.Of));
        if (optedOut == OptedOutAt is not null && channels == RefusedChannels)
            return null;

        OptedOutAt = optedOut ? OptedOutAt ?? now : null;
        RefusedChannels = channels;
        Version++;
        return new CustomerContactPreferencesChanged
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            Version = ++PreferencesVersion,
            CustomerId = Id,
            ComplaintIds = [],
            OptedOut = optedOut,
            RefusedChannels = RefusedNames(),
        };
    }

    /// <param name="since"><c>null</c> ends the hold.</param>
    public void Hold(DateTimeOffset? since, string? reason)
    {
        HeldAt = since is null ? null : HeldAt ?? since;
        HoldReason = since is null ? null : reason;
        HoldVersion++;
        Version++;
    }

    public IReadOnlyList<string> RefusedNames() => RefusedChannels.Split(',', StringSplitOptions.RemoveEmptyEntries);

    public Money? LifetimeMoney() => LifetimeValue is { } value ? new Money(value, LifetimeValueCurrency!) : null;

    /// <summary>Whether a message or a call can reach the customer.</summary>
    public bool HasContact => PhoneE164 is not null || AppUserId is not null || Email is not null;

    public static ComplaintReceived.CustomerFacts Facts(Customer? customer, int earlierComplaints) => new()
    {
        CustomerId = customer?.Id,
        Language = customer?.Language,
        FirstOrderAt = customer?.FirstOrderAt,
        OrderCount = customer?.OrderCount,
        LifetimeValue = customer?.LifetimeValue is { } value
            ? new EventMoney { Amount = value, Currency = customer.LifetimeValueCurrency! } : null,
        Vip = customer?.Vip ?? false,
        EarlierComplaints = earlierComplaints,
        HasContact = customer?.HasContact ?? false,
    };

    public static void Map(EntityTypeBuilder<Customer> table)
    {
        table.ToTable("Customers");
        table.Property(row => row.LifetimeValueCurrency).HasMaxLength(3);
        table.Property(row => row.HoldReason).HasMaxLength(500);
        table.HasIndex(row => new { row.StorefrontId, row.ExternalId }).IsUnique();
        table.Ignore(row => row.HasContact);
        table.HasIndex(row => new { row.StorefrontId, row.EmailKey });
        table.HasIndex(row => new { row.StorefrontId, row.PhoneE164 });
    }
}
