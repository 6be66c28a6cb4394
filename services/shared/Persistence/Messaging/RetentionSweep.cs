using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>Deletes, in small steps, what outbox, inbox and idempotent answers have kept long enough.</summary>
internal sealed partial class RetentionSweep<TContext>(
    CommitGate<TContext> gate, IOptions<DeliveryOptions> options, TimeProvider clock, ILogger<RetentionSweep<TContext>> logger)
    : BackgroundService
    where TContext : ServiceDbContext
{
    private const int Step = 1000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Value.SweepInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
                return;
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogSweepFailed(logger, typeof(TContext).Name, exception);
            }
        }
    }

    public async Task SweepAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (sentBefore, consumedBefore, answeredBefore) =
            (now - options.Value.KeepSent, now - options.Value.KeepInbox, now - options.Value.KeepAnswers);
        await InStepsAsync(
            (writer, token) =>
            {
                var oldest = writer.Outbox.Where(row => row.SentAt < sentBefore)
                    .OrderBy(row => row.SentAt).Take(Step).Select(row => row.Id);
                return writer.Outbox.Where(row => oldest.Contains(row.Id)).ExecuteDeleteAsync(token);
            },
            ct);
        await InStepsAsync(
            (writer, token) => writer.Inbox.Where(row => row.ConsumedAt < consumedBefore)
                .OrderBy(row => row.ConsumedAt).Take(Step).ExecuteDeleteAsync(token),
            ct);
        await InStepsAsync(
            (writer, token) =>
            {
                var oldest = writer.IdempotentAnswers.Where(row => row.CreatedAt < answeredBefore)
                    .OrderBy(row => row.CreatedAt).Take(Step).Select(row => row.Id);
                return writer.IdempotentAnswers.Where(row => oldest.Contains(row.Id)).ExecuteDeleteAsync(token);
            },
            ct);
    }

    private async Task InStepsAsync(Func<TContext, CancellationToken, Task<int>> delete, CancellationToken ct)
    {
        while (await gate.RunAsync(delete, ct) == Step)
        {
            // Others' commits go in between
        }
    }

    [LoggerMessage(LogLevel.Warning, "The sweep of {Context} failed and is tried again later")]
    private static partial void LogSweepFailed(ILogger logger, string context, Exception exception);
}
