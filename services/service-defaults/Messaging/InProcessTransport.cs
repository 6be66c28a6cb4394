using ComplaintPlatform.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.ServiceDefaults.Messaging;

/// <summary>Sends over an <see cref="InProcessBus"/>, and connects this host's consumers to it.</summary>
internal sealed class InProcessTransport(InProcessBus bus, IEnumerable<ServiceConsumer> consumers, EventDelivery delivery, IOptions<DeliveryOptions> options)
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
        string? failed = null;
        foreach (var queue in bus.QueuesOf(message.GetType()))
        {
            if (!await bus.ReceiverOf(queue)(message, traceParent, attempt, ct))
                failed = queue;
        }

        if (failed is not null)
            throw new NotDeliveredException(failed);
    }

    public void Dispose() => _places.Dispose();

    private async Task<bool> ReceiveAsync(ServiceConsumer consumer, IDomainEvent message, string? traceParent, int attempt, CancellationToken ct)
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
