using System.Globalization;
using System.Threading.RateLimiting;
using ComplaintPlatform.Gateway.Security;
using ComplaintPlatform.Identity.Callers;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Gateway.Limits;

/// <summary>
/// Token buckets for each caller: API key, user, or true peer address; what a caller writes about its own address is not looked at. The
/// state is in the headers <c>RateLimit-Policy</c> and <c>RateLimit</c> of draft-ietf-httpapi-ratelimit-headers.
/// </summary>
internal sealed class RateLimits : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly PartitionedRateLimiter<Bucket> _limiter;
    private readonly Policy _machines, _people, _anonymous, _signIns, _refused, _tools;

    public RateLimits(GatewayOptions options)
    {
        _machines = new Policy("machines", options.Machines);
        _people = new Policy("people", options.People);
        _anonymous = new Policy("anonymous", options.Anonymous);
        _signIns = new Policy("sign-ins", options.SignIns);
        _refused = new Policy("refused", options.Refused);
        _tools = new Policy("tools", options.Tools);
        _limiter = PartitionedRateLimiter.Create<Bucket, Bucket>(bucket => RateLimitPartition.GetTokenBucketLimiter(bucket, OptionsOf));
    }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var bucket = BucketOf(context);
        using var lease = _limiter.AttemptAcquire(bucket);
        var left = _limiter.GetStatistics(bucket)?.CurrentAvailablePermits ?? 0;
        var headers = context.Response.Headers;
        headers["RateLimit-Policy"] = bucket.Policy.Header;
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{bucket.Policy.Name}\";r={left};t={bucket.Policy.SecondsToFill(left)}");
        if (lease.IsAcquired)
        {
            await next(context);
            return;
        }

        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var known) ? known : TimeSpan.FromSeconds(1);
        headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
    }

    public ValueTask DisposeAsync() => _limiter.DisposeAsync();

    private Bucket BucketOf(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(ServiceHosting.ApiBase, out var path))
            return new Bucket(_tools, AddressOf(context));
        if (context.Features.Get<KnownCaller>() is { } known)
            return new Bucket(known.IsMachine ? _machines : _people, known.Caller.Subject);

        var wasRefused = context.Features.Get<RefusedCredentials>() is not null;
        var policy = wasRefused ? _refused : path.StartsWithSegments("/auth") ? _signIns : _anonymous;
        return new Bucket(policy, AddressOf(context));
    }

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";

    private static TokenBucketRateLimiterOptions OptionsOf(Bucket bucket) => new()
    {
        TokenLimit = bucket.Policy.Limit.Burst,
        TokensPerPeriod = Math.Max(1, bucket.Policy.Limit.PerSecond / 10),
        ReplenishmentPeriod = bucket.Policy.Limit.PerSecond >= 10 ? Period
            : TimeSpan.FromSeconds(1d / Math.Max(1, bucket.Policy.Limit.PerSecond)),
        AutoReplenishment = true,
        QueueLimit = 0,
    };

    private sealed record Policy(string Name, RateLimit Limit)
    {
        // What a full bucket holds, and how long an empty one takes to be full again: never is more left than the quota says
        public string Header { get; } = string.Create(
            CultureInfo.InvariantCulture, $"\"{Name}\";q={Limit.Burst};w={Seconds(Limit.Burst, Limit.PerSecond)}");

        public long SecondsToFill(long left) => Seconds(Math.Max(0, Limit.Burst - left), Limit.PerSecond);

        private static long Seconds(long tokens, int perSecond) => Math.Max(1, (tokens + perSecond - 1) / Math.Max(1, perSecond));
    }

    private readonly record struct Bucket(Policy Policy, string Caller)
    {
        // Policies are few and always the same objects
        public bool Equals(Bucket other) => ReferenceEquals(Policy, other.Policy) && Caller == other.Caller;

        public override int GetHashCode() => HashCode.Combine(Policy.Name.Length, Caller);
    }
}
