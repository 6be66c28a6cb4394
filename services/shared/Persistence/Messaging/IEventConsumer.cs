namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>
/// Takes in an event. The plumbing around it drops copies, sets the storefront scope, and commits the changes, the published events and the
/// inbox entry together; a consumer never saves. Events come more than once and out of order: where order matters, compare versions
/// and ignore the older. Let exceptions out: tries and dead letters are the plumbing's.
/// </summary>
public interface IEventConsumer<in TEvent>
    where TEvent : class
{
    Task HandleAsync(TEvent message, CancellationToken ct);
}
