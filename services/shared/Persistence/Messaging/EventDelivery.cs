using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>
/// Hands events to consumers, whatever the transport, each with exactly one effect (<see cref="ConsumerWork"/>). After the last try an
/// event is parked as a dead letter.
/// </summary>
internal sealed partial class EventDelivery(
    ConsumerWork work, IServiceScopeFactory scopes, IOptions<DeliveryOptions> options, TimeProvider clock, ILogger<EventDelivery> logger)
    : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ServiceConsumer, Lazy<EventBatches>> _batches = new();

    /// <summary>Tries until the event is taken in or parked. Returns only when one of the two is durable.</summary>
    public async Task DeliverAsync(ServiceConsumer consumer, IDomainEvent message, string? traceParent, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await TryDeliverAsync(consumer, message, traceParent, attempt, ct))
                return;
            await Task.Delay(options.Value.DelayAfter(attempt), clock, ct);
        }
    }

    /// <summary>One try. After the last allowed one a failing event is parked, which counts as taken in.</summary>
    /// <returns>Whether the event is dealt with.</returns>
    public async Task<bool> TryDeliverAsync(
        ServiceConsumer consumer, IDomainEvent message, string? traceParent, int attempt, CancellationToken ct)
    {
        try
        {
            await (consumer.TakesBatches
                ? BatchesOf(consumer).TakeInAsync(message, traceParent, ct)
                : work.TakeInAsync(consumer, message, traceParent, ct));
            var queue = new KeyValuePair<string, object?>("queue", consumer.Queue);
            MessagingMetrics.Consumed.Add(1, queue);
            MessagingMetrics.Age.Record((clock.GetUtcNow() - message.OccurredAt).TotalSeconds, queue);
            return true;
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            MessagingMetrics.Failed.Add(1, new KeyValuePair<string, object?>("queue", consumer.Queue));
            LogFailed(logger, consumer.Queue, message.EventId, attempt, exception);
            return attempt >= options.Value.Tries && await TryParkAsync(consumer, message, exception, attempt, ct);
        }
    }

    /// <summary>Parks an event that the broker gave up because it ended its consumer's process again and again.</summary>
    public async Task ParkAsync(ServiceConsumer consumer, IDomainEvent message, CancellationToken ct)
    {
        for (var attempt = 1; !await TryParkAsync(consumer, message, new DeliveryLimitException(), 0, ct); attempt++)
            await Task.Delay(options.Value.DelayAfter(attempt), clock, ct);
    }

    /// <summary>Parks what came in and is no event that this version can read.</summary>
    public async Task ParkUnreadableAsync(ServiceConsumer consumer, Guid? messageId, string body, string error, CancellationToken ct)
    {
        var id = messageId ?? new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(body)).AsSpan(0, 16));
        var letter = DeadLetter.Of(
            SequentialId.Next(), id, consumer.Queue, DeadLetter.Unreadable, EventScope.Installation, null, body, error, attempts: 1,
            clock.GetUtcNow());
        for (var attempt = 1; !await TryParkAsync(consumer, letter, ct); attempt++)
            await Task.Delay(options.Value.DelayAfter(attempt), clock, ct);
    }

    /// <summary>Hands a parked event to its consumer again.</summary>
    /// <exception cref="DomainEventNotTakenException">The consumer failed again; the dead letter stays.</exception>
    public async Task ReplayAsync(ServiceConsumer consumer, IDomainEvent message, CancellationToken ct)
    {
        try
        {
            await work.TakeInAsync(consumer, message, traceParent: null, ct);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            LogFailed(logger, consumer.Queue, message.EventId, 0, exception);
            throw new DomainEventNotTakenException(exception.GetType().Name);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var batches in _batches.Values)
            await batches.Value.DisposeAsync();
    }

    private EventBatches BatchesOf(ServiceConsumer consumer) =>
        _batches.GetOrAdd(
            consumer,
            static (consumer, own) => new Lazy<EventBatches>(() => new EventBatches(consumer, own.work, own.BatchInterval, own.logger)),
            (work, options.Value.BatchInterval, logger)).Value;

    private Task<bool> TryParkAsync(
        ServiceConsumer consumer, IDomainEvent message, Exception exception, int attempts, CancellationToken ct) =>
        TryParkAsync(
            consumer,
            DeadLetter.Of(
                SequentialId.Next(), message.EventId, consumer.Queue, EventCatalogue.WireName(message.GetType()), message.StorefrontId,
                (message as IComplaintEvent)?.ComplaintId, EventSerializer.Serialize(message), exception.GetType().Name, attempts,
                clock.GetUtcNow()),
            ct);

    private async Task<bool> TryParkAsync(ServiceConsumer consumer, DeadLetter letter, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
            var context = (ServiceDbContext)scope.ServiceProvider.GetRequiredService(consumer.ContextType);
            if (!await context.DeadLetters.AnyAsync(row => row.EventId == letter.EventId && row.Consumer == letter.Consumer, ct))
            {
                context.DeadLetters.Add(letter);
                await ((ICommitGate)scope.ServiceProvider.GetRequiredService(consumer.GateType)).CommitAsync(context, ct);
            }

            MessagingMetrics.Parked.Add(1, new KeyValuePair<string, object?>("queue", consumer.Queue));
            LogParked(logger, consumer.Queue, letter.EventId, letter.Attempts);
            return true;
        }
        catch (Exception parking) when (!ct.IsCancellationRequested)
        {
            // The database is away: the event is not dealt with, and is tried again
            LogNotParked(logger, consumer.Queue, letter.EventId, parking);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Queue} failed on event {EventId}, try {Attempt}")]
    private static partial void LogFailed(ILogger logger, string queue, Guid eventId, int attempt, Exception exception);

    [LoggerMessage(LogLevel.Error, "{Queue} parked event {EventId} as a dead letter after {Attempts} tries")]
    private static partial void LogParked(ILogger logger, string queue, Guid eventId, int attempts);

    [LoggerMessage(LogLevel.Error, "{Queue} could not park event {EventId}")]
    private static partial void LogNotParked(ILogger logger, string queue, Guid eventId, Exception exception);
}

/// <summary>A replayed event failed again.</summary>
/// <param name="error">The exception's type.</param>
internal sealed class DomainEventNotTakenException(string error) : Exception(error);

/// <summary>The broker delivered the event up to its limit and never got an answer.</summary>
internal sealed class DeliveryLimitException() : Exception("The broker's delivery limit is reached.");
