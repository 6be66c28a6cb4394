using ComplaintPlatform.ServiceDefaults.Http;
using ComplaintPlatform.ServiceDefaults.Operations;
using ComplaintPlatform.ServiceDefaults.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ComplaintPlatform.ServiceDefaults;

/// <summary>What every host of a service has, before and around its services.</summary>
public static class ServiceHosting
{
    public const string ApiBase = "/api/v1";

    public static IHostApplicationBuilder AddServiceDefaults(this IHostApplicationBuilder builder)
    {
        builder.AddServiceSecurity();
        builder.AddServiceHttp();
        builder.Services.AddSingleton<IdempotentRequests>();
        return builder;
    }

    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseServiceHttp();
        app.UseTenantScope();
        IdempotencyKey.UseBuffering(app);
        app.MapGroup(ApiBase).MapDeadLetters();
        return app;
    }
}
