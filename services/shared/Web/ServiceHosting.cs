using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
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

    /// <summary>
    /// <c>--migrate</c> brings this host's databases up to date, <c>--migration-script</c> prints the idempotent T-SQL that does so on SQL
    /// Server (no server is needed for that). Both end the process.
    /// </summary>
    /// <returns>Whether there was such a command.</returns>
    public static async Task<bool> RunDatabaseCommandAsync(this WebApplication app, string[] args)
    {
        if (args.Contains("--migration-script"))
        {
            foreach (var database in app.Services.GetServices<DatabaseOfService>())
            {
                await using var context = database.ForSqlServerScript();
                await Console.Out.WriteLineAsync(ServiceDatabase.MigrationScript(context));
            }

            return true;
        }

        if (!args.Contains("--migrate"))
            return false;

        foreach (var database in app.Services.GetServices<DatabaseOfService>())
        {
            await using var scope = app.Services.CreateAsyncScope();
            var context = (ServiceDbContext)scope.ServiceProvider.GetRequiredService(database.ContextType);
            var flaw = await ServiceDatabase.MigrateAsync(context, CancellationToken.None);
            await Console.Out.WriteLineAsync($"The database of {database.Service} is up to date.");
            if (flaw is not null)
                await Console.Error.WriteLineAsync(flaw);
        }

        return true;
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
