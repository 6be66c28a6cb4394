using ComplaintPlatform.Contracts;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>
/// Says of a consumer that it may take in several events of one storefront in one unit of work, as they came in: where many wait, they
/// share the scope, the reads and the commit. Fit for it is who finds what an earlier event of the batch did by key (<c>FindAsync</c>,
/// <c>Local</c>), not by a query. When one event of a batch fails, none has its effect and each is taken in by itself.
/// </summary>
public interface IBatchConsumer
{
    /// <summary>
    /// Reads at once what the events will ask for one by one; called before the first of them, and not for a single event.
    /// </summary>
    Task PrepareAsync(IReadOnlyList<IDomainEvent> messages, CancellationToken ct);
}
