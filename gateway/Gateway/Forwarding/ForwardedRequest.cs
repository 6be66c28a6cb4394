using ComplaintPlatform.Gateway.Security;
using ComplaintPlatform.Identity.Callers;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace ComplaintPlatform.Gateway.Forwarding;

/// <summary>
/// What the gateway changes about a request: the credentials give way to the internal token, claims about identity or address from outside
/// are dropped, and a service that does not answer becomes a problem that says when to come again.
/// </summary>
internal static partial class ForwardedRequest
{
    private const string RetryAfterSeconds = "2";

    private static readonly string[] ForeignClaims =
    [
        "X-Forwarded-", "X-Original-", "X-Real-IP", "X-Client-", "X-User", "X-Role", "X-Caller", "X-Subject", "X-Tenant", "X-Storefront",
        "X-Internal-", "X-Auth",
        "X-Remote-", "X-Identity", "X-MS-CLIENT-PRINCIPAL",
    ];

    private static readonly HashSet<string> AlwaysDropped =
        new(["Forwarded", "Cookie", "Remote-User", "Proxy-Authorization", "Via", CallerAuthentication.ApiKeyHeader],
            StringComparer.OrdinalIgnoreCase);

    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        DropForeignClaims(context.Request.Headers);
        var caller = context.Features.Get<KnownCaller>()?.Caller ?? Caller.Nobody;
        context.Request.Headers.Authorization = "Bearer " + context.RequestServices.GetRequiredService<InternalTokens>()
            .Issue(InternalTokens.Gateway, caller);
        await next(context);

        if (context.Features.Get<IForwarderErrorFeature>() is { } failure && !context.Response.HasStarted)
            Explain(failure, context);
    }

    private static void DropForeignClaims(IHeaderDictionary headers)
    {
        List<string>? dropped = null;
        foreach (var (name, _) in headers)
        {
            if (AlwaysDropped.Contains(name)
                || Array.Exists(ForeignClaims, claim => name.StartsWith(claim, StringComparison.OrdinalIgnoreCase)))
                (dropped ??= []).Add(name);
        }

        dropped?.ForEach(name => headers.Remove(name));
    }

    private static void Explain(IForwarderErrorFeature failure, HttpContext context)
    {
        // The caller's own body may be what broke
        for (var error = failure.Exception; error is not null; error = error.InnerException)
        {
            if (error is ProblemException refusal)
                throw refusal;
        }

        int? status = failure.Error switch
        {
            ForwarderError.RequestTimedOut => StatusCodes.Status504GatewayTimeout,
            ForwarderError.Request or ForwarderError.NoAvailableDestinations or ForwarderError.RequestCreation or ForwarderError.RequestBodyDestination
                or ForwarderError.ResponseHeaders => StatusCodes.Status503ServiceUnavailable,
            _ => null,
        };
        if (status is null)
            return;

        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ForwardedRequest));
        LogFailed(logger, context.GetEndpoint()?.DisplayName, failure.Error, failure.Exception?.GetBaseException().GetType().Name);
        context.Response.StatusCode = status.Value;
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
    }

    [LoggerMessage(LogLevel.Warning, "Forwarding {Route} failed: {Error} ({Cause})")]
    private static partial void LogFailed(ILogger logger, string? route, ForwarderError error, string? cause);
}
