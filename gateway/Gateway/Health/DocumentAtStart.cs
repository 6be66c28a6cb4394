using ComplaintPlatform.Gateway.Documents;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Gateway.Health;

/// <summary>
/// Puts the document together before anybody asks for it. Until it is whole the gateway is not ready, for as long as
/// <see cref="GatewayOptions.StartPatience"/>: a service that is away then has had its time, and is named.
/// </summary>
internal sealed partial class DocumentAtStart(
    MergedDocument document, GatewayOptions options, IHostApplicationLifetime lifetime, TimeProvider clock,
    ILogger<DocumentAtStart> logger) : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // From when the port is open: what a slow machine needs before that is not the services' time
    private DateTimeOffset _patienceEnds = DateTimeOffset.MaxValue;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var missing = document.Missing;
        if (missing.Count == 0)
            return Task.FromResult(HealthCheckResult.Healthy());

        var reason = $"The document lacks {string.Join(", ", missing)}.";
        return Task.FromResult(
            clock.GetUtcNow() < _patienceEnds ? HealthCheckResult.Unhealthy(reason) : HealthCheckResult.Degraded(reason));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Before the server has started it has no endpoints: the gateway's own part would be empty, and stay so
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var starting = lifetime.ApplicationStarted.Register(() =>
        {
            _patienceEnds = clock.GetUtcNow() + options.StartPatience;
            started.SetResult();
        });
        await started.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (document.Missing.Count > 0 && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await document.GetAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception);
            }

            var pause = clock.GetUtcNow() < _patienceEnds ? Pause : options.DocumentPause;
            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The document could not be put together; it is tried again")]
    private partial void LogFailed(Exception exception);
}
