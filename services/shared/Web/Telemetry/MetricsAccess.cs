using System.Security.Cryptography;
using System.Text;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace ComplaintPlatform.Web.Telemetry;

/// <summary>
/// <c>/metrics</c> is open unless <c>Metrics:Key</c> asks for <c>Authorization: Bearer</c> with that key, or <c>Metrics:Port</c> names the
/// only port at which it answers (one that the host listens on, too).
/// </summary>
internal static class MetricsAccess
{
    private const string Bearer = "Bearer ";

    /// <summary>Before authentication: the key is none of a caller's.</summary>
    public static Task Guard(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(ServiceTelemetry.MetricsPath))
            return next(context);

        var settings = context.RequestServices.GetRequiredService<IConfiguration>().GetSection("Metrics");
        if (settings.GetValue<int?>("Port") is { } port && context.Connection.LocalPort != port)
            throw new ProblemException(404, "route.not_found", RefusalTexts.Detail(404));
        if (settings["Key"] is not { Length: > 0 } key)
            return next(context);

        if (!IsKey(context.Request.Headers.Authorization.ToString(), key))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
                return Task.CompletedTask;
            });
            return Task.CompletedTask;
        }

        context.Request.Headers.Remove(HeaderNames.Authorization);
        return next(context);
    }

    private static bool IsKey(string header, string key) => header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(header[Bearer.Length..].Trim())), SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
