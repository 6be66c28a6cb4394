using ComplaintPlatform.Identity.Callers;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Gateway.Cors;

/// <summary>Pages of a storefront's own origins may call the API. Cookies are not used, so none are allowed.</summary>
internal sealed class StorefrontCors(CallerDirectory directory) : ICorsPolicyProvider
{
    private static readonly string[] Exposed =
        ["ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "Idempotency-Replayed", "Content-Language",
            "Content-Disposition", "Allow"];

    public async Task<CorsPolicy?> GetPolicyAsync(HttpContext context, string? policyName)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (!(await directory.CorsOriginsAsync()).Contains(origin))
            return null;

        return new CorsPolicyBuilder(origin)
            .WithMethods("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
            .WithHeaders("Authorization", "X-Api-Key", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Accept-Language",
                "traceparent", "tracestate")
            .WithExposedHeaders(Exposed)
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10))
            .Build();
    }
}
