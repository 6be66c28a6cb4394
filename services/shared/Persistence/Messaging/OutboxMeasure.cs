using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>
/// Counts what waits in an outbox and how long, for the metrics: a broker that is away shows here first. The index of unsent rows answers.
/// </summary>
internal sealed partial class OutboxMeasure<TContext>(
    string service, IServiceScopeFactory scopes, IOptions<DeliveryOptions> options, TimeProvider clock,
    ILogger<OutboxMeasure<TContext>> logger)
    : BackgroundService
    where TContext : ServiceDbContext
{
    private readonly KeyValuePair<string, object?> _tag = new("service", service);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Value.MeasureInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                await MeasureAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, service, exception);
            }
        }
    }

    private async Task MeasureAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        var waiting = scope.ServiceProvider.GetRequiredService<TContext>().Outbox.AsNoTracking()
            .Where(row => row.SentAt == null && row.GivenUpAt == null);
        var count = await waiting.LongCountAsync(ct);
        var oldest = count > 0 ? await waiting.MinAsync(row => (DateTimeOffset?)row.CreatedAt, ct) : null;
        MessagingMetrics.Waiting.Record(count, _tag);
        MessagingMetrics.Oldest.Record(oldest is { } since ? Math.Max(0, (clock.GetUtcNow() - since).TotalSeconds) : 0, _tag);
    }

    [LoggerMessage(LogLevel.Warning, "The outbox of {Service} could not be counted; it is tried again")]
    private static partial void LogFailed(ILogger logger, string service, Exception exception);
}
