using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Web;

/// <summary>
/// What a look-up found is kept for seconds by a <see cref="HybridCache"/> of this host, in memory alone. Values are sealed types
/// marked <c>[ImmutableObject(true)]</c>; all others would be serialised at every read.
/// </summary>
public static class ShortMemories
{
    // Made-up keys pile up for so long after their time at most
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddShortMemories(this IServiceCollection services)
    {
        services.Configure<MemoryCacheOptions>(options => options.ExpirationScanFrequency = Sweep);
        services.AddHybridCache(options => options.DefaultEntryOptions = For(TimeSpan.FromSeconds(2)));
        return services;
    }

    public static HybridCacheEntryOptions For(TimeSpan lifetime) => new()
    {
        Expiration = lifetime,
        LocalCacheExpiration = lifetime,
        Flags = HybridCacheEntryFlags.DisableDistributedCache,
    };
}
