using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Persistence.Data;

namespace ComplaintPlatform.Identity.Storefronts;

/// <summary>A shop whose complaints are handled here; the unit of tenancy.</summary>
internal sealed class Storefront : IConcernsStorefront
{
    private Storefront()
    {
    }

    public string Id { get; private init; } = "";

    string? IConcernsStorefront.ConcernedStorefront => Id;

    [FreeText]
    public string Name { get; private set; } = "";

    public string TimeZone { get; private set; } = "";

    public string Currency { get; private set; } = "";

    public List<string> Languages { get; private set; } = [];

    public string? PublicAddress { get; private set; }

    public List<string> CorsOrigins { get; private set; } = [];

    public bool Active { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public int Version { get; private set; }

    public static Storefront Create(string id, StorefrontSettings settings, DateTimeOffset now)
    {
        var storefront = new Storefront { Id = id, CreatedAt = now };
        storefront.Change(settings);
        return storefront;
    }

    public void Change(StorefrontSettings settings)
    {
        Name = settings.Name;
        TimeZone = settings.TimeZone;
        Currency = settings.Currency;
        Languages = [.. settings.Languages.Distinct()];
        PublicAddress = settings.PublicAddress?.TrimEnd('/');
        CorsOrigins = [.. settings.CorsOrigins.Distinct()];
        Active = settings.Active;
        Version++;
    }

    public StorefrontSettings Settings() => new(Name, TimeZone, Currency, Languages, PublicAddress, CorsOrigins, Active);

    public StorefrontChanged Changed(DateTimeOffset now) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = now,
        StorefrontId = Id,
        Version = Version,
        Name = Name,
        TimeZone = TimeZone,
        Currency = Currency,
        Languages = [.. Languages],
        PublicAddress = PublicAddress,
        Active = Active,
    };
}

internal sealed record StorefrontSettings(
    string Name, string TimeZone, string Currency, IReadOnlyList<string> Languages, string? PublicAddress,
    IReadOnlyList<string> CorsOrigins, bool Active = true);
