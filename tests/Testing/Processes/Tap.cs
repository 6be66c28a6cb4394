using RabbitMQ.Client;

namespace ComplaintPlatform.Testing.Processes;

/// <summary>
/// A queue of the test's own, bound to exchanges beside the services' queues: it sees what they see, and can send it again.
/// </summary>
public sealed class Tap : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly string _queue;

    private Tap(IConnection connection, IChannel channel, string queue) => (_connection, _channel, _queue) = (connection, channel, queue);

    public static async Task<Tap> OnAsync(RabbitBroker broker, string virtualHost, params IReadOnlyList<string> exchanges)
    {
        var tap = await OfQueueAsync(broker, virtualHost, $"tap-{Guid.NewGuid():N}");
        await tap._channel.QueueDeclareAsync(tap._queue, durable: true, exclusive: false, autoDelete: false);
        foreach (var exchange in exchanges)
        {
            await tap._channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
            await tap._channel.QueueBindAsync(tap._queue, exchange, "");
        }

        return tap;
    }

    /// <summary>Reads a service's own queue while the service is down.</summary>
    public static async Task<Tap> OfQueueAsync(RabbitBroker broker, string virtualHost, string queue)
    {
        var connection = await broker.ConnectAsync(virtualHost);
        return new Tap(connection, await connection.CreateChannelAsync(new CreateChannelOptions(true, true)), queue);
    }

    public IChannel Channel => _channel;

    /// <summary>Takes out what is there now.</summary>
    public async Task<List<TappedMessage>> TakeAllAsync()
    {
        var messages = new List<TappedMessage>();
        while (await _channel.BasicGetAsync(_queue, autoAck: true) is { } message)
            messages.Add(new TappedMessage(new BasicProperties(message.BasicProperties), message.Body.ToArray()));
        return messages;
    }

    /// <summary>Sends to an exchange, or with its name to the exchange of one queue.</summary>
    public async Task SendAsync(string exchange, IEnumerable<TappedMessage> messages)
    {
        foreach (var message in messages)
            await _channel.BasicPublishAsync(exchange, "", mandatory: true, message.Properties, message.Body);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }
}

public sealed record TappedMessage(BasicProperties Properties, byte[] Body)
{
    public string MessageId => Properties.MessageId ?? "";

    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}
