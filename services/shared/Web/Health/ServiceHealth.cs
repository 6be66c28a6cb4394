using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Web.Health;

public static class ServiceHealth
{
    public const string Path = "/health/ready";

    /// <summary>
    /// Readiness is every registered health check, and those of each database of the host; a stopping process is not ready, so that traffic
    /// goes elsewhere first. Liveness asks nothing but whether the process answers.
    /// </summary>
    public static IHostApplicationBuilder AddServiceHealth(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<HealthOptions>().Bind(builder.Configuration.GetSection("Health"));
        builder.Services.TryAddSingleton<DatabaseHealth>();
        builder.Services.TryAddSingleton<HealthChanges>();
        builder.Services.AddHealthChecks().AddCheck<Stopping>("stopping");
        builder.Services.AddHostedService<Draining>();
        builder.Services.AddOptions<HealthCheckServiceOptions>().Configure<IEnumerable<DatabaseOfService>>(static (options, databases) =>
        {
            foreach (var check in databases.SelectMany(database => DatabaseHealth.ChecksOf(database.Service)))
                options.Registrations.Add(check);
        });
        // It writes a line for each check at each question, and strangers may ask; HealthChanges writes what has changed
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        return builder;
    }

    public static void MapServiceHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync })
            .AllowAnonymous();
        app.MapHealthChecks(Path, new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    // Names and states only: descriptions and exceptions may tell more than a stranger should read
    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.RequestServices.GetRequiredService<HealthChanges>().Tell(report);
        var checks = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, entry) in report.Entries)
        {
            checks[name] = EnumText.Of(entry.Status);
            // What a check knows about the parts of what it looks at, or about the whole more exactly
            foreach (var (part, value) in entry.Data)
            {
                if (value is HealthStatus status)
                    checks[part] = EnumText.Of(status);
            }
        }

        return context.Response.WriteAsJsonAsync(new { status = EnumText.Of(report.Status), checks });
    }

    private sealed class Stopping(IHostApplicationLifetime lifetime) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested ? HealthCheckResult.Unhealthy()
                : HealthCheckResult.Healthy());
    }
}

/// <summary>Writes a line when a check's state changes, with the reason that strangers do not get to read.</summary>
internal sealed partial class HealthChanges(ILogger<HealthChanges> logger)
{
    private readonly Dictionary<string, (HealthStatus Status, string? Reason)> _known = [];

    public void Tell(HealthReport report)
    {
        lock (_known)
        {
            foreach (var (name, entry) in report.Entries)
            {
                var before = _known.GetValueOrDefault(name, (HealthStatus.Healthy, null));
                if (before == (entry.Status, entry.Description))
                    continue;
                _known[name] = (entry.Status, entry.Description);
                Log(
                    entry.Status is HealthStatus.Healthy ? LogLevel.Information : LogLevel.Warning, name, entry.Status, before.Status,
                    entry.Description ?? "", entry.Exception);
            }
        }
    }

    [LoggerMessage("Health of {Check}: {Status}, it was {Before}. {Reason}")]
    private partial void Log(LogLevel level, string check, HealthStatus status, HealthStatus before, string? reason, Exception? exception);
}
