using ComplaintPlatform.Gateway.Routes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace ComplaintPlatform.Gateway.Health;

internal static class GatewayHealth
{
    /// <summary>
    /// The gateway is ready when it can describe the whole API, and says of every service whether that is. A service that is not ready
    /// makes its own paths fail, and never the gateway.
    /// </summary>
    public static void AddGatewayHealth(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DocumentAtStart>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<DocumentAtStart>());
        var checks = builder.Services.AddHealthChecks().AddCheck<DocumentAtStart>("document");
        foreach (var service in RouteTable.Services)
        {
            builder.Services.AddKeyedSingleton(
                service, (provider, _) => ActivatorUtilities.CreateInstance<ServiceReadiness>(provider, service));
            checks.Add(new HealthCheckRegistration(
                service, provider => provider.GetRequiredKeyedService<ServiceReadiness>(service), HealthStatus.Degraded, null));
        }
    }
}
