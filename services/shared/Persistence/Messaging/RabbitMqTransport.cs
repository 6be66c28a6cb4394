using System.Collections.Concurrent;
using System.Text;
using ComplaintPlatform.Contracts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>
/// Sends over RabbitMQ: persistent, confirmed by the broker, and mandatory where a queue takes the event, so that its absence is an error and not a loss.
/// No call to the client is ever cancelled: one that is leaves a channel that takes later answers for the wrong question
/// (rabbitmq-dotnet-client #1802, #1827, #1900, #1964). Who waited long enough goes, and the connection is replaced.
/// </summary>
internal sealed partial class RabbitMqTransport(string connectionString, IOptions<DeliveryOptions> options, TimeProvider clock, ILogger<RabbitMqTransport> logger)
    : IEventTransport, IAsyncDisposable
{
    /// <summary>Longer than a busy broker takes, shorter than the lease of a row.</summary>
    private static readonly TimeSpan ConfirmLimit = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, RabbitMqLink> _links = new();

    public async Task WaitUntilReadyAsync(string service, CancellationToken ct)
    {
        var pause = TimeSpan.FromMilliseconds(250);
        while (true)
        {
            try
            {
                await LinkOf(service).OpenAsync().WaitAsync(ct);
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

            await Task.Delay(pause, clock, ct);
            pause = TimeSpan.FromSeconds(Math.Min(2, pause.TotalSeconds * 2));
        }
    }

    public async Task SendAsync(IDomainEvent message, string? traceParent, int attempt, CancellationToken ct)
    {
        var sent = RabbitMqMessage.Of(message, traceParent);
        var (properties, body, isRead) = (sent.Properties(), Encoding.UTF8.GetBytes(sent.Body), Subscriptions.Of(message.GetType()).Any());
        var link = LinkOf(sent.WireName!.Split('.')[0]);
        IChannel? channel = null;
        try
        {
            channel = await link.OpenAsync().WaitAsync(ConfirmLimit, clock, ct);
            await channel.BasicPublishAsync(sent.WireName, "", isRead, properties, body, CancellationToken.None).AsTask().WaitAsync(ConfirmLimit, clock, ct);
        }
        catch (PublishException exception) when (!exception.IsReturn)
        {
            throw new TransportUnavailableException("A queue takes no more.", exception);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            // Also where a queue was deleted under way: all are declared anew before the next try
            if (channel is not null && link.Drop(channel))
                LogConnectionReplaced(logger, exception.GetType().Name);
            throw new TransportUnavailableException(exception is PublishException ? "No queue takes the event." : "The broker does not answer.", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var link in _links.Values)
            await link.DisposeAsync();
    }

    private RabbitMqLink LinkOf(string service) => _links.GetOrAdd(service, name => new RabbitMqLink(
        RabbitMqTopology.Factory(connectionString, $"{name}-sending"),
        new CreateChannelOptions(!options.Value.ConfirmsOff, !options.Value.ConfirmsOff, outstandingPublisherConfirmationsRateLimiter: null),
        channel => options.Value.TopologyOff ? RabbitMqTopology.DeclareExchangesAsync(channel, name) : RabbitMqTopology.DeclareForPublisherAsync(channel, name)));

    [LoggerMessage(LogLevel.Warning, "The broker is not ready ({Error}); events wait in the outbox")]
    private static partial void LogBrokerAway(ILogger logger, string error);

    [LoggerMessage(LogLevel.Warning, "An event could not be sent ({Error}); the connection is replaced")]
    private static partial void LogConnectionReplaced(ILogger logger, string error);

    [LoggerMessage(LogLevel.Error, "The broker refuses a queue as it must be, so nothing is sent until it is put right: {Reason}")]
    private static partial void LogQueueRefused(ILogger logger, string reason);
}
