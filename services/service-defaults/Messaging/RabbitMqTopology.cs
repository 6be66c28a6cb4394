using ComplaintPlatform.Contracts;
using RabbitMQ.Client;

namespace ComplaintPlatform.ServiceDefaults.Messaging;

/// <summary>
/// Declares, before a service sends anything, the exchanges of its events and the queues of everybody who reads them: a broker confirms and
/// forgets an event for which there is no queue yet. The declarations are those that MassTransit makes for the endpoints, word for word; a
/// queue with other arguments is refused by the broker (406) and the service does not send.
/// </summary>
internal sealed class RabbitMqTopology(string connectionString)
{
    /// <summary>
    /// A message that killed its consumer this often goes to the dead queue. Without an explicit limit one broker version loops for ever and
    /// the next one drops silently.
    /// </summary>
    private const int DeliveryLimit = 100;

    public static string DeadQueue(string queue) => $"{queue}-dead";

    public static IEnumerable<(string Name, object Value)> QueueArguments(string queue) =>
    [
        ("x-delivery-limit", DeliveryLimit),
        ("x-dead-letter-exchange", DeadQueue(queue)),
        ("x-dead-letter-strategy", "at-least-once"),
        ("x-overflow", "reject-publish"),
    ];

    /// <param name="service">The publishing service, the first part of its events' wire names.</param>
    public async Task DeclareAsync(string service, CancellationToken ct)
    {
        var factory = new ConnectionFactory { Uri = new Uri(connectionString), ClientProvidedName = $"{service}-topology", RequestedConnectionTimeout = TimeSpan.FromSeconds(5) };
        await using var connection = await factory.CreateConnectionAsync(ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);

        foreach (var type in EventCatalogue.Types)
        {
            var exchange = EventCatalogue.WireName(type);
            if (!exchange.StartsWith(service + ".", StringComparison.Ordinal))
                continue;

            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true, cancellationToken: ct);
            foreach (var subscription in Subscriptions.Of(type))
            {
                await DeclareQueueAsync(channel, DeadQueue(subscription.Queue), [], ct);
                await DeclareQueueAsync(channel, subscription.Queue, QueueArguments(subscription.Queue), ct);
                await channel.ExchangeBindAsync(subscription.Queue, exchange, "", cancellationToken: ct);
            }
        }
    }

    private static async Task DeclareQueueAsync(IChannel channel, string queue, IEnumerable<(string Name, object Value)> arguments, CancellationToken ct)
    {
        var all = arguments.ToDictionary(argument => argument.Name, argument => (object?)argument.Value);
        all["x-queue-type"] = "quorum";
        await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true, cancellationToken: ct);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, all, cancellationToken: ct);
        await channel.QueueBindAsync(queue, queue, "", cancellationToken: ct);
    }
}
