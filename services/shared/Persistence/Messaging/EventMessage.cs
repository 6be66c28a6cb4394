using System.Net.Mime;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using MassTransit;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>
/// How an event travels over the broker: its JSON as it is in the outbox, its wire name as the type of the message, its id as the
/// message's. Nothing else is needed to read it, so that anybody's queue can be bound to an exchange.
/// </summary>
internal static class EventMessage
{
    private const string TraceParentHeader = "traceparent";

    public static IPipe<PublishContext> Of(IDomainEvent domainEvent, string? traceParent)
    {
        var body = new Json(EventSerializer.Serialize(domainEvent));
        return Pipe.Execute<PublishContext>(context =>
        {
            context.Serializer = body;
            context.MessageId = domainEvent.EventId;
            context.GetPayload<RabbitMqSendContext>().BasicProperties.Type = EventCatalogue.WireName(domainEvent.GetType());
            if (traceParent is not null)
                context.Headers.Set(TraceParentHeader, traceParent);
            // Where a queue takes the event its absence is an error and not a loss
            context.Mandatory = Subscriptions.Of(domainEvent.GetType()).Any();
        });
    }

    /// <exception cref="System.Text.Json.JsonException">It is no such event.</exception>
    /// <exception cref="UnknownWireNameException">This version of the contracts does not know it.</exception>
    public static IDomainEvent Read(ReceiveContext received) =>
        EventSerializer.Deserialize(received.GetPayload<RabbitMqBasicConsumeContext>().Properties.Type ?? "", received.Body.GetString());

    public static string? TraceParent(ReceiveContext received) => received.TransportHeaders.Get<string>(TraceParentHeader);

    /// <summary>MassTransit sends what is serialized already.</summary>
    private sealed class Json(string text) : IMessageSerializer
    {
        public ContentType ContentType { get; } = new(MediaTypeNames.Application.Json);

        public MessageBody GetMessageBody<T>(SendContext<T> context)
            where T : class => new StringMessageBody(text);
    }
}
