using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace ComplaintPlatform.Gateway.Forwarding;

/// <summary>
/// Sends a request to another instance where the first could not be connected to. Nothing of it has left yet, so this is safe for every
/// verb; what broke off later may have been done, and is for the caller to repeat with its Idempotency-Key.
/// </summary>
internal static class AnotherInstance
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var proxy = context.GetReverseProxyFeature();
        var tried = new HashSet<DestinationState>();
        var available = proxy.AvailableDestinations;
        await next(context);

        while (WasNotSent(context) && proxy.ProxiedDestination is { } failed)
        {
            tried.Add(failed);
            // Those that are thought to be away come last: one that was restarted may be back before its next check
            List<DestinationState> left = [.. available.Except(tried)];
            if (left.Count == 0)
                left = [.. proxy.AllDestinations.Except(tried)];
            if (left.Count == 0)
                return;
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
            proxy.ProxiedDestination = null;
            proxy.AvailableDestinations = left;
            await next(context);
        }
    }

    private static bool WasNotSent(HttpContext context) =>
        !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested
        && context.Features.Get<IForwarderErrorFeature>() is
        {
            Error: ForwarderError.Request,
            Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError },
        };
}
