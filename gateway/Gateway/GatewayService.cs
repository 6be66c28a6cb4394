using System.Net;
using System.Text;
using ComplaintPlatform.Gateway.Auditing;
using ComplaintPlatform.Gateway.Cors;
using ComplaintPlatform.Gateway.Documents;
using ComplaintPlatform.Gateway.Forwarding;
using ComplaintPlatform.Gateway.Health;
using ComplaintPlatform.Gateway.Limits;
using ComplaintPlatform.Gateway.Routes;
using ComplaintPlatform.Gateway.Security;
using ComplaintPlatform.Identity;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Auditing;
using ComplaintPlatform.Web.Health;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.OpenApi;
using ComplaintPlatform.Web.Operations;
using ComplaintPlatform.Web.Security;
using ComplaintPlatform.Web.Telemetry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace ComplaintPlatform.Gateway;

/// <summary>The one public address: authentication, limits, routes and the merged document. No business logic.</summary>
public static class GatewayService
{
    /// <param name="connect">How connections to services are made; over the network if null.</param>
    public static IHostApplicationBuilder AddGateway(
        this IHostApplicationBuilder builder, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect = null)
    {
        var options = builder.Configuration.GetSection("Gateway").Get<GatewayOptions>() ?? new GatewayOptions();
        var addresses = new ServiceAddresses(builder.Configuration, options);
        builder.AddServiceDefaults();
        builder.Services.AddSigningName(InternalTokens.Gateway);
        builder.AddIdentity();
        builder.AddGatewaySecurity();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(addresses);
        builder.Services.AddSingleton<RateLimits>();
        builder.Services.AddCors();
        builder.Services.AddTransient<ICorsPolicyProvider, StorefrontCors>();
        // It writes pages for each request that a caller breaks off or garbles; ForwardedRequest says in a line what failed on our side
        builder.Logging.AddFilter("Yarp.ReverseProxy.Forwarder.HttpForwarder", LogLevel.None);
        builder.Services.AddReverseProxy().LoadFromMemory(addresses.Routes(), addresses.Clusters())
            .ConfigureHttpClient((_, handler) =>
            {
                handler.ConnectTimeout = options.ConnectTimeout;
                handler.ConnectCallback = connect;
                // As it came in: Kestrel reads bytes beyond ASCII as UTF-8
                handler.RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8;
            });
        builder.Services.AddServiceOpenApi(IdentityService.Name, "Identity");
        builder.Services.AddSingleton(new ServiceQuestions(options, connect));
        builder.Services.AddSingleton<MergedDocument>();
        builder.AddGatewayHealth();
        builder.Services.AddOutgoingHttpClient(
            nameof(MergedAudit),
            new OutgoingHttpOptions(options.ServiceTimeout, options.ServiceTimeout, connect) { ConnectTimeout = options.ConnectTimeout });
        builder.Services.AddSingleton<MergedAudit>();
        return builder;
    }

    public static WebApplication UseGateway(this WebApplication app)
    {
        if (app.Services.GetRequiredService<GatewayOptions>().TrustedProxies is { Length: > 0 } proxies)
            app.UseForwardedHeaders(Believing(proxies));
        app.UseServiceProblems();
        app.Use(ServiceHttp.AnswerHeaders);
        app.Use(MetricsAccess.Guard);
        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        app.Use(app.Services.GetRequiredService<RateLimits>().InvokeAsync);
        app.UseDocumentationPage();
        app.Use(GatewaySecurity.RefuseWrongCredentials);
        app.Use(AuditTrail.InvokeAsync);
        app.Use(GatewaySecurity.HoldToScopes);
        app.UseAuthorization();
        app.Use(BodyLimits.Enforce);
        app.Use(JsonBodies.CheckCharset);
        app.Use(KeptBody.KeepAsync);
        app.Use(QueryParameters.RefuseUnknown);
        app.UseWhen(context => context.GetEndpoint()?.Metadata.GetMetadata<RouteModel>() is null, own =>
        {
            own.Use(GatewaySecurity.SetTenantScope);
            IdempotencyKey.UseBuffering(own);
        });

        app.MapServiceHealth();
        app.MapServiceMetrics();
        app.MapServiceOpenApi();
        app.MapMergedDocument();
        app.MapPublicKeys();
        var api = app.MapGroup(ServiceHosting.ApiBase).WithGroupName(IdentityService.Name);
        api.MapIdentity();
        api.MapDeadLetters();
        api.MapAudit();
        MergedAudit.Map(api);
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(ForwardedRequest.InvokeAsync);
            proxy.Use(AnotherInstance.InvokeAsync);
            proxy.UseLoadBalancing();
        }).ConfigureEndpoints(LimitBody);
        return app;
    }

    // Known as soon as the route is: the proxy itself applies it only after the usual limit has refused the body
    private static void LimitBody(IEndpointConventionBuilder endpoint, RouteConfig route) => endpoint.WithBodyLimit(route.MaxRequestBodySize!.Value);

    private static ForwardedHeadersOptions Believing(string[] proxies)
    {
        // As many proxies in a row as are trusted; the first address that is none of them is the caller's
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
            options.KnownProxies.Add(IPAddress.Parse(proxy));
        return options;
    }
}
