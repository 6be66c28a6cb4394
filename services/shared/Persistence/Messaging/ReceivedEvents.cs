using System.Text.Json;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using MassTransit;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>
/// Takes what a queue of <paramref name="consumer"/> delivers out of MassTransit's pipe. It returns when the event is taken in or parked,
/// which is durable by then, and only then the message is acknowledged. What is not acknowledged comes again, and the inbox drops what was
/// taken in before.
/// </summary>
internal sealed class ReceivedEvents(
    ServiceConsumer consumer, EventDelivery delivery, Func<IDomainEvent, string?, CancellationToken, Task> takeIn) : IFilter<ReceiveContext>
{
    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        IDomainEvent domainEvent;
        try
        {
            domainEvent = EventMessage.Read(context);
            if (!consumer.Takes(domainEvent.GetType()))
                throw new UnknownWireNameException(EventCatalogue.WireName(domainEvent.GetType()));
        }
        catch (Exception exception) when (exception is JsonException or UnknownWireNameException)
        {
            // Handed back, it would go round for ever: it will not be readable the next time either
            await delivery.ParkUnreadableAsync(
                consumer, context.GetMessageId(), context.Body.GetString(), exception.GetType().Name, context.CancellationToken);
            return;
        }

        await takeIn(domainEvent, EventMessage.TraceParent(context), context.CancellationToken);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("events");
}
