using ComplaintPlatform.Contracts;
using RabbitMQ.Client;

namespace ComplaintPlatform.ServiceDefaults.Messaging;

/// <summary>
/// Declares, before a service sends anything, the exchanges of its events and the queues of everybody who reads them: a broker confirms and
/// forgets an event for which there is no queue yet. The declarations are those that MassTransit makes for the endpoints, word for word; a
/// queue with other arguments is refused by the broker (406) and the service does not send.
/// </summary>
internal sealed class RabbitMqTopology(string connectionString) : IAsyncDisposable
{
    /// <summary>
    /// A message that killed its consumer this often goes to the dead queue. Without an explicit limit one broker version loops for ever and
    /// the next one drops silently.
    /// </summary>
    private const int DeliveryLimit = 100;

    /// <summary>Where a message ends that ended the readers of the dead queues as well; one for all, and nobody reads it.</summary>
    private const string LastQueue = "unread-events";

    private readonly SemaphoreSlim _declaring = new(1);
    private IConnection? _connection;

    public static string DeadQueue(string queue) => $"{queue}-dead";

    public static IEnumerable<(string Name, object Value)> QueueArguments(string queue) => Arguments(DeadQueue(queue));

    public static IEnumerable<(string Name, object Value)> DeadQueueArguments() => Arguments(LastQueue);

    /// <summary>
    /// Declares what <paramref name="service"/> publishes to, unless that is done and the connection of then still stands: a broker that lost its
    /// data loses its connections before.
    /// </summary>
    /// <param name="service">The publishing service, the first part of its events' wire names.</param>
    public async ValueTask EnsureAsync(string service, CancellationToken ct)
    {
        if (_connection is { IsOpen: true })
            return;

        await _declaring.WaitAsync(ct);
        try
        {
            if (_connection is { IsOpen: true })
                return;

            await CloseAsync();
            var factory = new ConnectionFactory
            {
                Uri = new Uri(connectionString),
                ClientProvidedName = $"{service}-topology",
                RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
                ContinuationTimeout = TimeSpan.FromSeconds(10),
                RequestedHeartbeat = TimeSpan.FromSeconds(10),
                AutomaticRecoveryEnabled = false,
            };
            var connection = await factory.CreateConnectionAsync(ct);
            try
            {
                await DeclareAsync(connection, service, ct);
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }

            _connection = connection;
        }
        finally
        {
            _declaring.Release();
        }
    }

    /// <summary>Something declared is no longer there: the next <see cref="EnsureAsync"/> declares anew.</summary>
    public async Task ForgetAsync(CancellationToken ct)
    {
        await _declaring.WaitAsync(ct);
        try
        {
            await CloseAsync();
        }
        finally
        {
            _declaring.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _declaring.Dispose();
    }

    private static (string Name, object Value)[] Arguments(string deadLetterExchange) =>
    [
        ("x-delivery-limit", DeliveryLimit),
        ("x-dead-letter-exchange", deadLetterExchange),
        ("x-dead-letter-strategy", "at-least-once"),
        ("x-overflow", "reject-publish"),
    ];

    private static async Task DeclareAsync(IConnection connection, string service, CancellationToken ct)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        await DeclareQueueAsync(channel, LastQueue, DeadQueueArguments(), ct);
        foreach (var type in EventCatalogue.Types)
        {
            var exchange = EventCatalogue.WireName(type);
            if (!exchange.StartsWith(service + ".", StringComparison.Ordinal))
                continue;

            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: ct);
            foreach (var subscription in Subscriptions.Of(type))
            {
                await DeclareWithDeadQueueAsync(channel, subscription.Queue, ct);
                await channel.ExchangeBindAsync(subscription.Queue, exchange, "", cancellationToken: ct);
            }
        }

        // Its own queues too: what is dead-lettered before the endpoints are up would have nowhere to go
        foreach (var subscription in Subscriptions.All.Where(subscription => subscription.Service == service))
            await DeclareWithDeadQueueAsync(channel, subscription.Queue, ct);
    }

    private static async Task DeclareWithDeadQueueAsync(IChannel channel, string queue, CancellationToken ct)
    {
        await DeclareQueueAsync(channel, DeadQueue(queue), DeadQueueArguments(), ct);
        await DeclareQueueAsync(channel, queue, QueueArguments(queue), ct);
    }

    private static async Task DeclareQueueAsync(IChannel channel, string queue, IEnumerable<(string Name, object Value)> arguments, CancellationToken ct)
    {
        var all = arguments.ToDictionary(argument => argument.Name, argument => (object?)argument.Value);
        all["x-queue-type"] = "quorum";
        await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true, cancellationToken: ct);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, all, cancellationToken: ct);
        await channel.QueueBindAsync(queue, queue, "", cancellationToken: ct);
    }

    private async Task CloseAsync()
    {
        if (_connection is not { } connection)
            return;

        _connection = null;
        await connection.DisposeAsync();
    }
}
