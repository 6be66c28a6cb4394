using System.Collections.Concurrent;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using NodaTime;
using NodaTime.TimeZones;

namespace ComplaintPlatform.Intake.Storefronts;

/// <param name="PublicAddress">Where its customers reach the platform: an absolute address without a slash at its end.</param>
/// <param name="TimeZone">Of times in texts for people.</param>
/// <param name="PhoneRegion">ISO 3166 country of phone numbers without a country code.</param>
/// <param name="HasOrderApi">Whether its orders can be asked for.</param>
internal sealed record StorefrontProfile(string PublicAddress, DateTimeZone TimeZone, string PhoneRegion, bool HasOrderApi);

/// <summary>
/// What nearly every request needs of its storefront, remembered for a short time. The public address is the storefront's own, else the
/// installation's (configuration <c>PublicAddress</c>), never the request's Host header, which a caller can forge.
/// </summary>
internal sealed class StorefrontProfiles(IConfiguration configuration, TimeProvider clock)
{
    private const string DefaultZone = "Asia/Shanghai";
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<string, string> CountryOfZone = (TzdbDateTimeZoneSource.Default.ZoneLocations ?? [])
        .GroupBy(location => location.ZoneId).ToDictionary(group => group.Key, group => group.First().CountryCode);

    private readonly ConcurrentDictionary<string, (StorefrontProfile Profile, DateTimeOffset Until)> _known = new();

    public async Task<StorefrontProfile> OfAsync(string storefrontId, IntakeDbContext db, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(storefrontId, out var known) && known.Until > now)
            return known.Profile;

        var row = await db.Storefronts.AsNoTracking().FirstOrDefaultAsync(row => row.Id == storefrontId, ct);
        var zone = row?.TimeZone is { Length: > 0 } id ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) : null;
        zone ??= DateTimeZoneProviders.Tzdb[DefaultZone];
        var address = (row?.PublicAddress ?? configuration["PublicAddress"] ?? "http://localhost:8080").TrimEnd('/');
        var policy = (await IntakePolicy.Set.ReadAsync(db, storefrontId, ct)).Policy;
        var profile = new StorefrontProfile(
            address, zone, CountryOfZone.GetValueOrDefault(zone.Id, "CN"), policy.OrderApi.BaseAddress is not null);
        _known[storefrontId] = (profile, now + Keep);
        return profile;
    }

    public void Forget(string storefrontId) => _known.TryRemove(storefrontId, out _);
}
