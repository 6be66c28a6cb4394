using System.Net.Security;
using System.Security.Authentication;
using ComplaintPlatform.Contracts;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>
/// Sends over RabbitMQ by MassTransit, confirmed by the broker, and reads the queues of this host's consumers and their dead queues. One
/// bus for the host; it starts when the broker is there and connects again by itself, after pauses that grow to thirty seconds. It tries no
/// event again: that is for the outbox when sending and for <see cref="EventDelivery"/> when reading.
/// </summary>
internal sealed partial class MassTransitTransport : IEventTransport, IHostedService, IDisposable
{
    /// <summary>For what is being taken in when the host stops; what fails and waits for its next try comes again elsewhere.</summary>
    private static readonly TimeSpan FinishLimit = TimeSpan.FromSeconds(5);

    /// <summary>A broker that does not answer does not answer to a farewell either.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Longer than the heartbeats take to find a broker dead. A declaration that the client gives up before gets its answer late, and the
    /// channel takes it for that of another and stays useless; a connection that is given up is replaced as a whole.
    /// </summary>
    private static readonly TimeSpan LongestDeclaration = TimeSpan.FromSeconds(60);

    private readonly IBusControl _bus;
    private readonly TimeSpan _confirmLimit;
    private readonly TimeProvider _clock;
    private readonly ILogger<MassTransitTransport> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private Task _starting = Task.CompletedTask;

    public MassTransitTransport(
        string connectionString, IEnumerable<PublishingService> publishers, IEnumerable<ServiceConsumer> consumers, EventDelivery delivery,
        IOptions<DeliveryOptions> options, TimeProvider clock, ILoggerFactory loggers)
    {
        (_confirmLimit, _clock, _logger) = (options.Value.ConfirmLimit, clock, loggers.CreateLogger<MassTransitTransport>());
        LogContext.ConfigureCurrentLogContext(loggers);
        _bus = Bus.Factory.CreateUsingRabbitMq(bus =>
        {
            var address = new Uri(connectionString);
            bus.Host(address, host =>
            {
                host.PublisherConfirmation = !options.Value.ConfirmsOff;
                host.Heartbeat(TimeSpan.FromSeconds(10));
                host.RequestedConnectionTimeout(TimeSpan.FromSeconds(5));
                host.ContinuationTimeout(LongestDeclaration);
                if (address.Scheme is "amqps")
                    host.UseSsl(CheckCertificate);
            });
            foreach (var publisher in publishers.Where(_ => !options.Value.TopologyOff))
                RabbitMqTopology.DeclareForPublisher(bus, publisher.Name);
            foreach (var consumer in consumers)
                Read(bus, consumer, delivery, options.Value);
        });
    }

    /// <summary>Does not wait for the broker.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _starting = _bus.StartAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await StopBusAsync().WaitAsync(StopLimit, _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    public async Task WaitUntilReadyAsync(string service, CancellationToken ct)
    {
        var pause = TimeSpan.FromMilliseconds(250);
        while (true)
        {
            try
            {
                await PublishAsync(new QueuesDeclared(), Pipe.Empty<PublishContext>(), ct);
                return;
            }
            catch (Exception exception) when (!ct.IsCancellationRequested)
            {
                LogNotReady(_logger, service, exception.GetType().Name);
            }

            await Task.Delay(pause, _clock, ct);
            pause = TimeSpan.FromSeconds(Math.Min(2, pause.TotalSeconds * 2));
        }
    }

    public async Task SendAsync(IDomainEvent message, string? traceParent, int attempt, CancellationToken ct)
    {
        var pipe = EventMessage.Of(message, traceParent);
        try
        {
            await PublishAsync(message, pipe, ct);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            throw new TransportUnavailableException(
                exception is MessageReturnedException ? "No queue takes the event." : "The broker does not answer.", exception);
        }
    }

    /// <summary>
    /// MassTransit would try for hours: after the limit it is left alone, and what it still sends is dropped as a copy. Nothing is
    /// cancelled within the client, whose channel could then take a later answer for the wrong question and never send again
    /// (rabbitmq-dotnet-client #1802, #1827, #1900, #1964).
    /// </summary>
    private async Task PublishAsync(object message, IPipe<PublishContext> pipe, CancellationToken ct)
    {
        var publishing = _bus.Publish(message, message.GetType(), pipe, CancellationToken.None);
        // What fails after it was left alone has no other reader
        _ = publishing.ContinueWith(
            static left => left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        await publishing.WaitAsync(_confirmLimit, _clock, ct);
    }

    /// <summary>By itself MassTransit takes a certificate of any origin, and speaks TLS on port 5671 only.</summary>
    private static void CheckCertificate(IRabbitMqSslConfigurator tls)
    {
        tls.Protocol = SslProtocols.None;
        tls.EnforcePolicyErrors(
            SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch
            | SslPolicyErrors.RemoteCertificateNotAvailable);
    }

    private static void Read(IRabbitMqBusFactoryConfigurator bus, ServiceConsumer consumer, EventDelivery delivery, DeliveryOptions options)
    {
        bus.ReceiveEndpoint(consumer.Queue, endpoint =>
        {
            RabbitMqTopology.DeclareForReader(endpoint, consumer.Queue);
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PrefetchCount = options.Prefetch;
            endpoint.ConcurrentMessageLimit = options.Concurrency;
            endpoint.ConfigureReceive(pipe => pipe.UseFilter(new ReceivedEvents(
                consumer, delivery, (message, traceParent, ct) => delivery.DeliverAsync(consumer, message, traceParent, ct))));
        });
        bus.ReceiveEndpoint(RabbitMqTopology.DeadQueue(consumer.Queue), endpoint =>
        {
            RabbitMqTopology.DeclareForDeadReader(endpoint);
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PrefetchCount = 8;
            endpoint.ConfigureReceive(pipe => pipe.UseFilter(new ReceivedEvents(
                consumer, delivery, (message, _, ct) => delivery.ParkAsync(consumer, message, ct))));
        });
    }

    private async Task StopBusAsync()
    {
        await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_starting.IsCompletedSuccessfully)
            await _bus.StopAsync(FinishLimit);
    }

    [LoggerMessage(LogLevel.Warning, "The broker is not ready for the events of {Service} ({Error}); they wait in the outbox")]
    private static partial void LogNotReady(ILogger logger, string service, string error);
}

/// <summary>A service of this host whose events leave by the outbox.</summary>
internal sealed record PublishingService(string Name);
