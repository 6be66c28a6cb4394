using ComplaintPlatform.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>Sends over an <see cref="InProcessBus"/>, and connects this host's consumers to it.</summary>
internal sealed class InProcessTransport(
    InProcessBus bus, IEnumerable<ServiceConsumer> consumers, EventDelivery delivery, IOptions<DeliveryOptions> options)
    : IEventTransport, IHostedService, IDisposable
{
    private readonly SemaphoreSlim _places = new(options.Value.Concurrency);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var consumer in consumers)
            bus.Connect(consumer.Queue, (message, traceParent, attempt, ct) => ReceiveAsync(consumer, message, traceParent, attempt, ct));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task WaitUntilReadyAsync(string service, CancellationToken ct)
    {
        var queues = EventCatalogue.Types.Where(type => EventCatalogue.WireName(type).StartsWith(service + ".", StringComparison.Ordinal))
            .SelectMany(bus.QueuesOf).Distinct().ToList();
        while (!queues.TrueForAll(bus.IsReady))
            await Task.Delay(20, ct);
    }

    public async Task SendAsync(IDomainEvent message, string? traceParent, int attempt, CancellationToken ct)
    {
        // Side by side: each consumer commits to a database of its own
        var receipts = bus.QueuesOf(message.GetType())
            .Select(async queue => (Queue: queue, IsTakenIn: await bus.ReceiverOf(queue)(message, traceParent, attempt, ct))).ToList();
        var failed = (await Task.WhenAll(receipts)).FirstOrDefault(receipt => !receipt.IsTakenIn);
        if (failed.Queue is not null)
            throw new NotDeliveredException(failed.Queue);
    }

    public void Dispose() => _places.Dispose();

    private async Task<bool> ReceiveAsync(
        ServiceConsumer consumer, IDomainEvent message, string? traceParent, int attempt, CancellationToken ct)
    {
        await _places.WaitAsync(ct);
        try
        {
            return await delivery.TryDeliverAsync(consumer, message, traceParent, attempt, ct);
        }
        finally
        {
            _places.Release();
        }
    }
}
