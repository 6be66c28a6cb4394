using System.Collections.Concurrent;
using ComplaintPlatform.Intake.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace ComplaintPlatform.Intake.Storefronts;

/// <summary>
/// Where customers reach the platform: the storefront's own public address, else the installation's (configuration <c>PublicAddress</c>). Never
/// the request's Host header, which a caller can forge.
/// </summary>
internal sealed class PublicAddresses(IConfiguration configuration, TimeProvider clock)
{
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (string Address, DateTimeOffset Until)> _known = new();

    /// <returns>An absolute address without a slash at its end.</returns>
    public async Task<string> OfAsync(string storefrontId, IntakeDbContext db, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(storefrontId, out var known) && known.Until > now)
            return known.Address;

        var own = await db.StorefrontSettings.AsNoTracking().Where(row => row.Id == storefrontId).Select(row => row.PublicAddress).FirstOrDefaultAsync(ct);
        var address = (own ?? configuration["PublicAddress"] ?? "http://localhost:8080").TrimEnd('/');
        _known[storefrontId] = (address, now + Keep);
        return address;
    }

    public void Forget(string storefrontId) => _known.TryRemove(storefrontId, out _);
}
