using ComplaintPlatform.Contracts;
using MassTransit;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>
/// The exchanges and queues of all services, as data of the contracts. MassTransit declares what an event needs on each new channel, before
/// it sends the event: its exchange and the queues of everybody who reads it, for a broker confirms and forgets an event for which there is
/// no queue yet. A reader declares its own queue in the same words; one with other arguments is refused by the broker (406), and is neither
/// sent to nor read.
/// </summary>
internal static class RabbitMqTopology
{
    /// <summary>
    /// A message that killed its consumer this often goes to the dead queue. Without an explicit limit one broker version loops for ever
    /// and the next one drops silently.
    /// </summary>
    private const int DeliveryLimit = 100;

    /// <summary>Where a message ends that ended the readers of the dead queues as well; one for all, and not read by any service.</summary>
    private const string LastQueue = "unread-events";

    public static string DeadQueue(string queue) => $"{queue}-dead";

    /// <summary>What <paramref name="service"/> publishes to: with each event, and all of it with <see cref="QueuesDeclared"/>.</summary>
    /// <param name="service">The publishing service, the first part of its events' wire names.</param>
    public static void DeclareForPublisher(IRabbitMqBusFactoryConfigurator bus, string service)
    {
        foreach (var type in EventsOf(service))
        {
            foreach (var queue in Subscriptions.Of(type).Select(subscription => subscription.Queue))
            {
                bus.Publish(type, topology => BindWithDeadQueue(topology, EventCatalogue.WireName(type), queue));
                bus.Publish<QueuesDeclared>(topology => BindWithDeadQueue(topology, EventCatalogue.WireName(type), queue));
            }
        }

        // Its own queues too: what is dead-lettered before they are read would have nowhere to go
        foreach (var subscription in Subscriptions.All.Where(subscription => subscription.Service == service))
            bus.Publish<QueuesDeclared>(topology => BindWithDeadQueue(topology, subscription.Queue, subscription.Queue));
    }

    /// <summary>A queue, its dead queue, and the exchanges from which its events come.</summary>
    public static void DeclareForReader(IRabbitMqReceiveEndpointConfigurator endpoint, string queue)
    {
        SetArguments(endpoint, DeadQueue(queue));
        endpoint.BindDeadLetterQueue(DeadQueue(queue), DeadQueue(queue), dead => SetArguments(dead, LastQueue));
        foreach (var type in Subscriptions.All.Single(subscription => subscription.Queue == queue).Events)
            endpoint.Bind(EventCatalogue.WireName(type));
    }

    /// <summary>A dead queue, and the one behind it.</summary>
    public static void DeclareForDeadReader(IRabbitMqReceiveEndpointConfigurator endpoint)
    {
        SetArguments(endpoint, LastQueue);
        endpoint.BindDeadLetterQueue(LastQueue, LastQueue, last => SetArguments(last, LastQueue));
    }

    private static IEnumerable<Type> EventsOf(string service) =>
        EventCatalogue.Types.Where(type => EventCatalogue.WireName(type).StartsWith(service + ".", StringComparison.Ordinal));

    private static void BindWithDeadQueue(IRabbitMqMessagePublishTopologyConfigurator topology, string exchange, string queue)
    {
        topology.BindQueue(LastQueue, LastQueue, last => SetArguments(last, LastQueue));
        topology.BindQueue(DeadQueue(queue), DeadQueue(queue), dead => SetArguments(dead, LastQueue));
        topology.BindQueue(exchange, queue, own => SetArguments(own, DeadQueue(queue)));
    }

    private static void SetArguments(IRabbitMqQueueConfigurator queue, string deadLetterExchange)
    {
        queue.SetQuorumQueue();
        queue.SetQueueArgument("x-delivery-limit", DeliveryLimit);
        queue.SetQueueArgument("x-dead-letter-exchange", deadLetterExchange);
        queue.SetQueueArgument("x-dead-letter-strategy", "at-least-once");
        queue.SetQueueArgument("x-overflow", "reject-publish");
    }
}

/// <summary>
/// A message that no queue takes. Publishing it has everything declared that this host's events need, and once it is confirmed the broker
/// takes events.
/// </summary>
[EntityName("queues-declared")]
internal sealed record QueuesDeclared;
