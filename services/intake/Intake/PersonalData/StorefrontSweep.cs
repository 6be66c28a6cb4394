using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Intake.PersonalData;

/// <summary>
/// Forgets, storefront by storefront and in small steps, what is no longer needed. Configuration <c>Intake:RetentionInterval</c> says how
/// often it looks (an hour).
/// </summary>
internal abstract partial class StorefrontSweep(IServiceScopeFactory scopes, IConfiguration configuration, ILogger logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var interval = configuration.GetValue("Intake:RetentionInterval", TimeSpan.FromHours(1));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var storefrontId in await StorefrontsAsync(stoppingToken))
                {
                    while (await SweepAsync(storefrontId, stoppingToken))
                    {
                        // Others write in between
                    }
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, GetType().Name, exception);
            }

            await Task.Delay(interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One step in a scope of its own, which sees the storefront alone. It commits by itself.</summary>
    /// <returns>Whether there may be more.</returns>
    protected abstract Task<bool> SweepAsync(IServiceProvider services, IntakeDbContext db, string storefrontId, CancellationToken ct);

    /// <summary>Those that may have something to forget.</summary>
    protected abstract IQueryable<string> Storefronts(IntakeDbContext db);

    private async Task<bool> SweepAsync(string storefrontId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseStorefront(storefrontId);
        return await SweepAsync(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<IntakeDbContext>(), storefrontId, ct);
    }

    private async Task<List<string>> StorefrontsAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        return await Storefronts(scope.ServiceProvider.GetRequiredService<IntakeDbContext>()).ToListAsync(ct);
    }

    [LoggerMessage(LogLevel.Warning, "{Sweep} failed and is tried again later")]
    private static partial void LogFailed(ILogger logger, string sweep, Exception exception);
}
