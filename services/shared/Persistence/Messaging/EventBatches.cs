using ComplaintPlatform.Contracts;
using ComplaintPlatform.Persistence.Data;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>Hands the events that wait for one consumer to it together.</summary>
internal sealed partial class EventBatches : IAsyncDisposable
{
    private readonly ServiceConsumer _consumer;
    private readonly ConsumerWork _work;
    private readonly ILogger _logger;
    private readonly Batches<Delivery> _batches;

    public EventBatches(ServiceConsumer consumer, ConsumerWork work, TimeSpan interval, ILogger logger)
    {
        (_consumer, _work, _logger) = (consumer, work, logger);
        _batches = new Batches<Delivery>(TakeInAsync, interval);
    }

    /// <summary>Returns when the event's effect is durable.</summary>
    public Task TakeInAsync(IDomainEvent message, string? traceParent, CancellationToken ct)
    {
        var delivery = new Delivery(message, traceParent);
        return _batches.TryAdd(delivery)
            ? delivery.Done.Task.WaitAsync(ct)
            : Task.FromException(new OperationCanceledException("The service is stopping."));
    }

    public ValueTask DisposeAsync() => _batches.DisposeAsync();

    private async Task TakeInAsync(IReadOnlyList<Delivery> batch)
    {
        // What happened in one commit sets out together and arrives in any order: here it is put right again as far as it is in one batch
        var ordered = batch.OrderBy(delivery => delivery.Event.OccurredAt).ThenBy(delivery => delivery.Event.Version);
        foreach (var ofStorefront in ordered.GroupBy(delivery => delivery.Event.StorefrontId))
            await TakeInTogetherAsync([.. ofStorefront.GroupBy(delivery => delivery.Event.EventId).Select(copies => copies.ToArray())]);
    }

    /// <param name="deliveries">An event each, which may have come in more than once.</param>
    private async Task TakeInTogetherAsync(IReadOnlyList<Delivery[]> deliveries)
    {
        if (deliveries.Count > 1)
        {
            try
            {
                var events = deliveries.Select(copies => (copies[0].Event, copies[0].TraceParent)).ToList();
                await _work.TakeInOnceAsync(_consumer, events, CancellationToken.None);
                foreach (var delivery in deliveries.SelectMany(copies => copies))
                    delivery.Done.TrySetResult();
                return;
            }
            catch (Exception exception)
            {
                // Nothing of it is in the database: which event was at fault shows when each goes by itself
                LogTakenInSingly(_logger, _consumer.Queue, deliveries.Count, exception.GetType().Name);
            }
        }

        await Task.WhenAll(deliveries.Select(TakeInAloneAsync));
    }

    private async Task TakeInAloneAsync(Delivery[] copies)
    {
        try
        {
            await _work.TakeInAsync(_consumer, copies[0].Event, copies[0].TraceParent, CancellationToken.None);
            foreach (var delivery in copies)
                delivery.Done.TrySetResult();
        }
        catch (Exception exception)
        {
            foreach (var delivery in copies)
                delivery.Done.TrySetException(exception);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Queue} takes {Count} events in one by one, because together they failed ({Error})")]
    private static partial void LogTakenInSingly(ILogger logger, string queue, int count, string error);

    private sealed record Delivery(IDomainEvent Event, string? TraceParent)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
