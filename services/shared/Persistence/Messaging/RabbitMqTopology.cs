using ComplaintPlatform.Contracts;
using RabbitMQ.Client;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>
/// The exchanges and queues of all services, as data of the contracts. A service declares, before it sends anything, the exchanges of its events and
/// the queues of everybody who reads them: a broker confirms and forgets an event for which there is no queue yet. A reader declares its own
/// queue in the same words; one with other arguments is refused by the broker (406), and is neither sent to nor read.
/// </summary>
internal static class RabbitMqTopology
{
    /// <summary>
    /// A message that killed its consumer this often goes to the dead queue. Without an explicit limit one broker version loops for ever and
    /// the next one drops silently.
    /// </summary>
    private const int DeliveryLimit = 100;

    /// <summary>Where a message ends that ended the readers of the dead queues as well; one for all, and nobody reads it.</summary>
    private const string LastQueue = "unread-events";

    public static string DeadQueue(string queue) => $"{queue}-dead";

    public static ConnectionFactory Factory(string connectionString, string name) => new()
    {
        Uri = new Uri(connectionString),
        ClientProvidedName = name,
        RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
        HandshakeContinuationTimeout = TimeSpan.FromSeconds(5),
        RequestedHeartbeat = TimeSpan.FromSeconds(10),
        // A connection that failed is replaced, not mended: nothing that it held open may answer for what comes later
        AutomaticRecoveryEnabled = false,
    };

    /// <summary>What <paramref name="service"/> publishes to, and its own queues.</summary>
    /// <param name="service">The publishing service, the first part of its events' wire names.</param>
    public static async Task DeclareForPublisherAsync(IChannel channel, string service)
    {
        await DeclareQueueAsync(channel, LastQueue, LastQueue);
        foreach (var type in EventsOf(service))
        {
            await DeclareExchangeAsync(channel, EventCatalogue.WireName(type));
            foreach (var subscription in Subscriptions.Of(type))
            {
                await DeclareWithDeadQueueAsync(channel, subscription.Queue);
                await channel.ExchangeBindAsync(subscription.Queue, EventCatalogue.WireName(type), "");
            }
        }

        // Its own queues too: what is dead-lettered before they are read would have nowhere to go
        foreach (var subscription in Subscriptions.All.Where(subscription => subscription.Service == service))
            await DeclareWithDeadQueueAsync(channel, subscription.Queue);
    }

    /// <summary>Only what a publisher needs in order to publish: the control that shows why it is not enough.</summary>
    public static async Task DeclareExchangesAsync(IChannel channel, string service)
    {
        foreach (var type in EventsOf(service))
            await DeclareExchangeAsync(channel, EventCatalogue.WireName(type));
    }

    /// <summary>A queue, its dead queue, and the exchanges from which its events come.</summary>
    public static async Task DeclareForReaderAsync(IChannel channel, string queue)
    {
        await DeclareQueueAsync(channel, LastQueue, LastQueue);
        await DeclareWithDeadQueueAsync(channel, queue);
        foreach (var type in Subscriptions.All.Single(subscription => subscription.Queue == queue).Events)
        {
            await DeclareExchangeAsync(channel, EventCatalogue.WireName(type));
            await channel.ExchangeBindAsync(queue, EventCatalogue.WireName(type), "");
        }
    }

    private static IEnumerable<Type> EventsOf(string service) =>
        EventCatalogue.Types.Where(type => EventCatalogue.WireName(type).StartsWith(service + ".", StringComparison.Ordinal));

    private static async Task DeclareWithDeadQueueAsync(IChannel channel, string queue)
    {
        await DeclareQueueAsync(channel, DeadQueue(queue), LastQueue);
        await DeclareQueueAsync(channel, queue, DeadQueue(queue));
    }

    private static async Task DeclareQueueAsync(IChannel channel, string queue, string deadLetterExchange)
    {
        var arguments = new Dictionary<string, object?>
        {
            ["x-queue-type"] = "quorum",
            ["x-delivery-limit"] = DeliveryLimit,
            ["x-dead-letter-exchange"] = deadLetterExchange,
            ["x-dead-letter-strategy"] = "at-least-once",
            ["x-overflow"] = "reject-publish",
        };
        await DeclareExchangeAsync(channel, queue);
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments);
        await channel.QueueBindAsync(queue, queue, "");
    }

    private static Task DeclareExchangeAsync(IChannel channel, string name) => channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true);
}
