using System.Collections.Concurrent;
using ComplaintPlatform.Contracts;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>
/// Carries events inside one process, for the platform on one machine. It keeps nothing in memory: an event counts as sent only when every
/// consumer's commit is durable, and until then it is in the publisher's outbox, so the process may die at any moment.
/// </summary>
/// <param name="services">The services that live in this process. Subscriptions of others have no reader here.</param>
public sealed class InProcessBus(params IReadOnlyList<string> services)
{
    internal delegate Task<bool> Receiver(IDomainEvent message, string? traceParent, int attempt, CancellationToken ct);

    private readonly ConcurrentDictionary<string, Receiver> _receivers = new();

    private readonly ConcurrentDictionary<Type, IReadOnlyList<string>> _queues = new();

    internal void Connect(string queue, Receiver receiver) => _receivers[queue] = receiver;

    internal bool IsReady(string queue) => _receivers.ContainsKey(queue);

    internal IReadOnlyList<string> QueuesOf(Type eventType) => _queues.GetOrAdd(eventType, type =>
    [
        .. Subscriptions.Of(type).Where(subscription => services.Contains(subscription.Service)).Select(subscription => subscription.Queue),
    ]);

    internal Receiver ReceiverOf(string queue) => _receivers.TryGetValue(queue, out var receiver)
        ? receiver
        : throw new TransportUnavailableException($"{queue} is not there yet.");
}
