using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Auditing;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Operations;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ComplaintPlatform.Web;

/// <summary>What every host of a service has, before and around its services.</summary>
public static class ServiceHosting
{
    public const string ApiBase = "/api/v1";

    /// <summary>
    /// A builder that finds the host's settings beside the host, from wherever it is started, in a process that no machine's language
    /// touches.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        ProcessCulture.UseInvariant();
        return WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    }

    public static IHostApplicationBuilder AddServiceDefaults(this IHostApplicationBuilder builder)
    {
        builder.AddServiceSecurity();
        builder.AddServiceHttp();
        builder.Services.AddShortMemories();
        builder.Services.AddAudit();
        return builder;
    }

    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseServiceHttp();
        app.UseTenantScope();
        IdempotencyKey.UseBuffering(app);
        app.MapGroup(ApiBase).MapDeadLetters();
        app.MapPersonalData();
        app.MapGroup(ApiBase).MapAudit();
        return app;
    }
}
