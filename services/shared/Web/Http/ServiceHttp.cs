using System.Diagnostics;
using ComplaintPlatform.Web.Auditing;
using ComplaintPlatform.Web.Health;
using ComplaintPlatform.Web.OpenApi;
using ComplaintPlatform.Web.Telemetry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ComplaintPlatform.Web.Http;

/// <summary>The manners of the API, in the right order.</summary>
public static class ServiceHttp
{
    private const long DefaultBodyLimit = 1 << 20;

    public static IHostApplicationBuilder AddServiceHttp(this IHostApplicationBuilder builder)
    {
        builder.Services.AddServiceProblems();
        builder.AddServiceHealth();
        builder.AddServiceTelemetry();
        builder.Services.TryAddSingleton<CursorCodec>();
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = builder.Configuration.GetValue("Http:MaxBodyBytes", DefaultBodyLimit);
        });
        return builder;
    }

    /// <summary>
    /// Call it before any other middleware. Routing, authentication and authorization are placed here, because the framework would put its
    /// own before the problems; what comes after this call runs with the endpoint and the caller known. What no route takes ends here.
    /// </summary>
    public static WebApplication UseServiceHttp(this WebApplication app)
    {
        app.UseServiceProblems();
        app.Use(AnswerHeaders);
        app.Use(MetricsAccess.Guard);
        app.UseRouting();
        app.Use(NameActivity);
        app.Use(AnswerUnrouted);
        if (app.Services.GetService<IAuthenticationSchemeProvider>() is not null)
            app.UseAuthentication();
        app.Use(AuditTrail.InvokeAsync);
        if (app.Services.GetService<IAuthorizationHandlerProvider>() is not null)
            app.UseAuthorization();
        app.Use(BodyLimits.Enforce);
        app.Use(JsonBodies.CheckCharset);
        app.Use(KeptBody.KeepAsync);
        app.Use(QueryParameters.RefuseUnknown);

        app.MapServiceHealth();
        app.MapServiceMetrics();
        app.MapServiceOpenApi();
        return app;
    }

    internal static Task AnswerHeaders(HttpContext context, RequestDelegate next)
    {
        // At the last moment, because a refusal clears what was set before
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            if (headers.CacheControl.Count == 0)
                headers.CacheControl = "no-store";
            if (headers.ContentSecurityPolicy.Count == 0)
                headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
            if (!headers.ContainsKey("Referrer-Policy"))
                headers["Referrer-Policy"] = "no-referrer";
            // Other sites' pages do not show what is here; those of a storefront's own origins ask by CORS, which this does not touch
            if (!headers.ContainsKey("Cross-Origin-Resource-Policy"))
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
            if (context.Request.IsHttps)
                headers.StrictTransportSecurity = "max-age=31536000";
            return Task.CompletedTask;
        });
        return next(context);
    }

    // The route, never the path: tokens stand in paths
    private static Task NameActivity(HttpContext context, RequestDelegate next)
    {
        if (Activity.Current is { IsAllDataRequested: true } activity
            && context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
        {
            activity.DisplayName = $"{context.Request.Method} {route}";
            activity.SetTag("http.route", route);
        }

        return next(context);
    }

    // Before authorization, whose fallback would answer 401 or 403 to an address or a verb that does not exist
    private static Task AnswerUnrouted(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is RouteEndpoint)
            return next(context);
        if (context.GetEndpoint() is { RequestDelegate: { } refusal })
            return refusal(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
