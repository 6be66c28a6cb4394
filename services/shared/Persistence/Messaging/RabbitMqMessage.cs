using System.Text;
using System.Text.Json;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>
/// How an event travels: its JSON as it stands in the outbox, its wire name as the type of the message, its id as the message's. Nothing else is
/// needed to read it, so that anybody's queue can be bound to an exchange.
/// </summary>
internal sealed record RabbitMqMessage(string? WireName, Guid? Id, string? TraceParent, string Body)
{
    private const string TraceParentHeader = "traceparent";

    public static RabbitMqMessage Of(IDomainEvent domainEvent, string? traceParent) =>
        new(EventCatalogue.WireName(domainEvent.GetType()), domainEvent.EventId, traceParent, EventSerializer.Serialize(domainEvent));

    /// <summary>A copy: what the client hands out is its own again afterwards.</summary>
    public static RabbitMqMessage Of(BasicDeliverEventArgs delivered) => new(
        delivered.BasicProperties.Type,
        Guid.TryParse(delivered.BasicProperties.MessageId, out var id) ? id : null,
        delivered.BasicProperties.Headers?.TryGetValue(TraceParentHeader, out var value) is true && value is byte[] text ? Encoding.ASCII.GetString(text) : null,
        Encoding.UTF8.GetString(delivered.Body.Span));

    public BasicProperties Properties() => new()
    {
        Type = WireName,
        MessageId = Id?.ToString(),
        ContentType = "application/json",
        Persistent = true,
        Headers = TraceParent is null ? null : new Dictionary<string, object?> { [TraceParentHeader] = TraceParent },
    };

    /// <exception cref="JsonException">It is no such event.</exception>
    /// <exception cref="UnknownEventException">This version of the contracts does not know it.</exception>
    public IDomainEvent Read() => EventSerializer.Deserialize(WireName ?? "", Body);
}
