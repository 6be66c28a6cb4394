using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.Serialization;
using System.Text.Json;
using ComplaintPlatform.Contracts;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace ComplaintPlatform.ServiceDefaults.Messaging;

/// <summary>
/// Sends over RabbitMQ: persistent, confirmed by the broker, and mandatory where a queue takes the event, so that its absence is an error and not a loss.
/// </summary>
internal sealed partial class RabbitMqTransport(IBus bus, RabbitMqTopology topology, IOptions<DeliveryOptions> options, ILogger<RabbitMqTransport> logger) : IEventTransport
{
    public const string TraceParentHeader = "traceparent";

    /// <summary>Longer than a busy broker takes, shorter than the lease of a row.</summary>
    private static readonly TimeSpan ConfirmLimit = TimeSpan.FromSeconds(10);

    public async Task WaitUntilReadyAsync(string service, CancellationToken ct)
    {
        var pause = TimeSpan.FromMilliseconds(250);
        while (!options.Value.TopologyOff)
        {
            try
            {
                await topology.EnsureAsync(service, ct);
                return;
            }
            catch (OperationInterruptedException exception) when (exception.ShutdownReason is { ReplyCode: Constants.PreconditionFailed } reason)
            {
                // Sending to it would lose events: it waits until somebody has put the queue right
                LogQueueRefused(logger, reason.ReplyText);
            }
            catch (Exception exception) when (!ct.IsCancellationRequested)
            {
                LogBrokerAway(logger, exception.GetType().Name);
            }

            await Task.Delay(pause, ct);
            pause = TimeSpan.FromSeconds(Math.Min(5, pause.TotalSeconds * 2));
        }
    }

    public async Task SendAsync(IDomainEvent message, string? traceParent, int attempt, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(ConfirmLimit);
        var service = EventCatalogue.WireName(message.GetType()).Split('.')[0];
        try
        {
            if (!options.Value.TopologyOff)
                await topology.EnsureAsync(service, limit.Token);
            var confirmed = bus.Publish(message, message.GetType(), Pipe.Execute<PublishContext>(context =>
            {
                context.MessageId = message.EventId;
                if (traceParent is not null)
                    context.Headers.Set(TraceParentHeader, traceParent);
                if (context.TryGetPayload<RabbitMqSendContext>(out var send))
                    send.Mandatory = Subscriptions.Of(message.GetType()).Any();
            }), limit.Token);
            if (!options.Value.ConfirmsOff)
                await confirmed;
        }
        catch (OperationCanceledException exception) when (!ct.IsCancellationRequested)
        {
            throw new TransportUnavailableException("The broker did not confirm in time.", exception);
        }
        catch (MessageReturnedException exception)
        {
            // A queue was deleted under way: made anew before the next try
            await topology.ForgetAsync(ct);
            throw new TransportUnavailableException("No queue takes the event.", exception);
        }
        catch (Exception exception) when (exception is ConnectionException or RabbitMQClientException or IOException or TimeoutException or ObjectDisposedException)
        {
            throw new TransportUnavailableException("The broker is away.", exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The broker is not ready ({Error}); events wait in the outbox")]
    private static partial void LogBrokerAway(ILogger logger, string error);

    [LoggerMessage(LogLevel.Error, "The broker refuses a queue as it must be, so nothing is sent until it is put right: {Reason}")]
    private static partial void LogQueueRefused(ILogger logger, string reason);
}

/// <summary>Makes MassTransit's endpoints for the registered consumers.</summary>
internal static class RabbitMqEndpoints
{
    private static readonly MethodInfo AddHandlerMethod = typeof(RabbitMqEndpoints).GetMethod(nameof(AddHandler), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo AddParkingMethod = typeof(RabbitMqEndpoints).GetMethod(nameof(AddParking), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static void Configure(IRabbitMqBusFactoryConfigurator bus, IEnumerable<ServiceConsumer> consumers, EventDelivery delivery, int concurrency)
    {
        foreach (var consumer in consumers)
        {
            var events = Subscriptions.All.Single(subscription => subscription.Queue == consumer.Queue).Events;
            bus.ReceiveEndpoint(consumer.Queue, endpoint =>
            {
                endpoint.SetQuorumQueue();
                foreach (var (name, value) in RabbitMqTopology.QueueArguments(consumer.Queue))
                    endpoint.SetQueueArgument(name, value);
                // What waits for its next try holds a place too
                endpoint.PrefetchCount = (ushort)concurrency;
                endpoint.ConcurrentMessageLimit = concurrency;
                ParkWhatCannotBeRead(endpoint, consumer, delivery);
                foreach (var type in events)
                    AddHandlerMethod.MakeGenericMethod(type).Invoke(null, [endpoint, consumer, delivery]);
            });
            bus.ReceiveEndpoint(RabbitMqTopology.DeadQueue(consumer.Queue), endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                endpoint.SetQuorumQueue();
                foreach (var (name, value) in RabbitMqTopology.DeadQueueArguments())
                    endpoint.SetQueueArgument(name, value);
                endpoint.PrefetchCount = 8;
                ParkWhatCannotBeRead(endpoint, consumer, delivery);
                foreach (var type in events)
                    AddParkingMethod.MakeGenericMethod(type).Invoke(null, [endpoint, consumer, delivery]);
            });
        }
    }

    // Redelivered, it would go round for ever: it will not be readable the next time either
    private static void ParkWhatCannotBeRead(IReceiveEndpointConfigurator endpoint, ServiceConsumer consumer, EventDelivery delivery)
    {
        endpoint.ConfigureError(pipe => pipe.UseFilter(new UnreadableFilter<ExceptionReceiveContext>(consumer, delivery)));
        endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(new UnreadableFilter<ReceiveContext>(consumer, delivery)));
    }

    private static void AddHandler<TEvent>(IReceiveEndpointConfigurator endpoint, ServiceConsumer consumer, EventDelivery delivery)
        where TEvent : class, IDomainEvent =>
        endpoint.Handler<TEvent>(context => delivery.DeliverAsync(
            consumer, context.Message, context.Headers.Get<string>(RabbitMqTransport.TraceParentHeader), context.CancellationToken));

    private static void AddParking<TEvent>(IReceiveEndpointConfigurator endpoint, ServiceConsumer consumer, EventDelivery delivery)
        where TEvent : class, IDomainEvent =>
        endpoint.Handler<TEvent>(context => delivery.ParkAsync(consumer, context.Message, context.CancellationToken));
}

/// <summary>
/// Parks a message that is no event as this version knows it. Every other fault goes back to the broker: events are parked where they are handled,
/// so it is the process or its database that failed.
/// </summary>
internal sealed class UnreadableFilter<TContext>(ServiceConsumer consumer, EventDelivery delivery) : IFilter<TContext>
    where TContext : class, ReceiveContext
{
    public Task Send(TContext context, IPipe<TContext> next)
    {
        if (context is ExceptionReceiveContext { Exception: not (SerializationException or JsonException) } fault)
            ExceptionDispatchInfo.Throw(fault.Exception);
        var error = (context as ExceptionReceiveContext)?.Exception.GetType().Name ?? nameof(UnknownEventException);
        return delivery.ParkUnreadableAsync(consumer, context.GetMessageId(), context.Body.GetString(), error, context.CancellationToken);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("unreadable");
}
