using ComplaintPlatform.Contracts;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>What carries events between services.</summary>
internal interface IEventTransport
{
    /// <summary>Waits until every queue that takes events of <paramref name="service"/> exists, so that none can be lost.</summary>
    Task WaitUntilReadyAsync(string service, CancellationToken ct);

    /// <summary>
    /// Returns when the transport answers for the event: it is on the broker's disk, or in process, every consumer has dealt with it.
    /// </summary>
    /// <param name="attempt">1 for the first.</param>
    /// <exception cref="TransportUnavailableException">Nothing is wrong with the event; the way is closed for now.</exception>
    Task SendAsync(IDomainEvent message, string? traceParent, int attempt, CancellationToken ct);
}

internal sealed class TransportUnavailableException(string reason, Exception? inner = null) : Exception(reason, inner);

/// <summary>A consumer in the same process failed; the event comes again after a pause.</summary>
internal sealed class NotDeliveredException(string queue) : Exception($"{queue} did not take the event in.");
