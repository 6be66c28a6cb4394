using System.Text.Json;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>
/// Reads the queues of this host's consumers, and their dead queues. A message is acknowledged when its event is taken in or parked, which is durable by
/// then; what is not acknowledged comes again, and the inbox drops what was taken in before. Each queue is read over a connection of its own, made anew
/// within seconds of the broker's return.
/// </summary>
internal sealed partial class RabbitMqConsumers(
    string connectionString, IEnumerable<ServiceConsumer> consumers, EventDelivery delivery, IOptions<DeliveryOptions> options, TimeProvider clock,
    ILogger<RabbitMqConsumers> logger) : IHostedService, IDisposable
{
    private const ushort DeadPrefetch = 8;

    /// <summary>For what is being taken in when the host stops; what fails and waits for its next try comes again elsewhere.</summary>
    private static readonly TimeSpan FinishLimit = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _ending = new();
    private Task _reading = Task.CompletedTask;
    private int _inHand;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _reading = Task.WhenAll(consumers.Select(consumer => Task.Run(() => ReadAsync(consumer), CancellationToken.None)));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _ending.Dispose();
    }

    private async Task ReadAsync(ServiceConsumer consumer)
    {
        var pause = TimeSpan.FromMilliseconds(250);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await ReadUntilClosedAsync(consumer, () => pause = TimeSpan.FromMilliseconds(250));
            }
            catch (OperationInterruptedException exception) when (exception.ShutdownReason is { ReplyCode: Constants.PreconditionFailed } reason)
            {
                LogQueueRefused(logger, consumer.Queue, reason.ReplyText);
            }
            catch (Exception exception) when (!_stopping.IsCancellationRequested)
            {
                LogNotRead(logger, consumer.Queue, exception.GetType().Name);
            }
            catch (Exception exception)
            {
                LogNotRead(logger, consumer.Queue, exception.GetType().Name);
                return;
            }

            await Task.Delay(pause, clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = TimeSpan.FromSeconds(Math.Min(2, pause.TotalSeconds * 2));
        }
    }

    private async Task ReadUntilClosedAsync(ServiceConsumer consumer, Action isReading)
    {
        await using var link = new RabbitMqLink(
            RabbitMqTopology.Factory(connectionString, consumer.Queue), new CreateChannelOptions(false, false),
            channel => RabbitMqTopology.DeclareForReaderAsync(channel, consumer.Queue));
        var channel = await link.OpenAsync();
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, _) =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };

        var concurrency = (ushort)options.Value.Concurrency;
        string[] tags =
        [
            await ConsumeAsync(channel, consumer.Queue, concurrency, message => TakeInAsync(channel, consumer, isDead: false, message), closed),
            await ConsumeAsync(channel, RabbitMqTopology.DeadQueue(consumer.Queue), DeadPrefetch, message => TakeInAsync(channel, consumer, isDead: true, message), closed),
        ];
        isReading();
        await closed.Task.WaitAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_stopping.IsCancellationRequested)
            await FinishAsync(channel, tags);
    }

    private static async Task<string> ConsumeAsync(
        IChannel channel, string queue, ushort prefetch, Func<BasicDeliverEventArgs, Task> takeIn, TaskCompletionSource closed)
    {
        var reader = new AsyncEventingBasicConsumer(channel);
        reader.ReceivedAsync += (_, message) => takeIn(message);
        // The broker ends the reading of a queue that is deleted
        reader.UnregisteredAsync += (_, _) =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        reader.ShutdownAsync += (_, _) =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        await channel.BasicQosAsync(0, prefetch, global: false);
        return await channel.BasicConsumeAsync(queue, autoAck: false, reader);
    }

    /// <summary>Returns when the message is copied: how many are in hand at once is limited by what the broker sends ahead.</summary>
    private Task TakeInAsync(IChannel channel, ServiceConsumer consumer, bool isDead, BasicDeliverEventArgs delivered)
    {
        var (tag, message) = (delivered.DeliveryTag, RabbitMqMessage.Of(delivered));
        Interlocked.Increment(ref _inHand);
        _ = Task.Run(() => TakeInAsync(channel, consumer, isDead, tag, message));
        return Task.CompletedTask;
    }

    private async Task TakeInAsync(IChannel channel, ServiceConsumer consumer, bool isDead, ulong tag, RabbitMqMessage message)
    {
        try
        {
            await DealWithAsync(consumer, isDead, message);
            await channel.BasicAckAsync(tag, multiple: false);
        }
        catch (Exception exception)
        {
            // Its channel is gone, or the host is going: the broker hands it out again
            LogNotAcknowledged(logger, consumer.Queue, message.Id, exception.GetType().Name);
        }
        finally
        {
            Interlocked.Decrement(ref _inHand);
        }
    }

    private async Task DealWithAsync(ServiceConsumer consumer, bool isDead, RabbitMqMessage message)
    {
        IDomainEvent domainEvent;
        try
        {
            domainEvent = message.Read();
            if (!consumer.Takes(domainEvent.GetType()))
                throw new UnknownEventException(message.WireName!);
        }
        catch (Exception exception) when (exception is JsonException or UnknownEventException)
        {
            // Handed back, it would go round for ever: it will not be readable the next time either
            await delivery.ParkUnreadableAsync(consumer, message.Id, message.Body, exception.GetType().Name, _ending.Token);
            return;
        }

        if (isDead)
            await delivery.ParkAsync(consumer, domainEvent, _ending.Token);
        else
            await delivery.DeliverAsync(consumer, domainEvent, message.TraceParent, _ending.Token);
    }

    private async Task FinishAsync(IChannel channel, IEnumerable<string> tags)
    {
        foreach (var tag in tags)
            await channel.BasicCancelAsync(tag).WaitAsync(TimeSpan.FromSeconds(2), clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var started = clock.GetTimestamp();
        while (Volatile.Read(ref _inHand) > 0)
        {
            if (clock.GetElapsedTime(started) > FinishLimit)
                await _ending.CancelAsync();
            await Task.Delay(10, CancellationToken.None);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Queue} is not read ({Error}); it is tried again")]
    private static partial void LogNotRead(ILogger logger, string queue, string error);

    [LoggerMessage(LogLevel.Error, "The broker refuses {Queue} as it must be, so it is not read until it is put right: {Reason}")]
    private static partial void LogQueueRefused(ILogger logger, string queue, string reason);

    [LoggerMessage(LogLevel.Information, "Message {MessageId} of {Queue} was not acknowledged ({Error}) and comes again")]
    private static partial void LogNotAcknowledged(ILogger logger, string queue, Guid? messageId, string error);
}
