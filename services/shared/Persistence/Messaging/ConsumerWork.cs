using System.Diagnostics;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>
/// A consumer's unit of work: the changes that events cause, the events published on the way and the inbox entries commit together, and a
/// copy finds its entry and is dropped. Several events share it only where the consumer says that it can (<see cref="IBatchConsumer"/>).
/// </summary>
internal sealed class ConsumerWork(IServiceScopeFactory scopes, IOptions<DeliveryOptions> options, TimeProvider clock)
{
    /// <summary>
    /// Collisions with other writers are no fault of the event and do not count as tries; more than this many in a row do.
    /// </summary>
    private const int Collisions = 20;

    public static readonly ActivitySource Activities = new("ComplaintPlatform.Messaging");

    /// <summary>Takes in one event, again where another writer was first.</summary>
    public async Task TakeInAsync(ServiceConsumer consumer, IDomainEvent message, string? traceParent, CancellationToken ct)
    {
        for (var collision = 1; ; collision++)
        {
            try
            {
                await TakeInOnceAsync(consumer, [(message, traceParent)], ct);
                return;
            }
            catch (DbUpdateException exception) when (collision < Collisions && IsCollision(exception))
            {
                // Another delivery of this event, or another writer of the same rows, was first: the next round reads what it left
            }
        }
    }

    /// <summary>Takes in all of them or none.</summary>
    /// <param name="messages">Of one storefront, none twice, in the order they came in.</param>
    public async Task TakeInOnceAsync(
        ServiceConsumer consumer, IReadOnlyList<(IDomainEvent Event, string? TraceParent)> messages, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var turns = scope.ServiceProvider.GetRequiredService<HeldTurns>();
        await turns.EnterAsync(messages.Select(message => TurnOf(consumer, message.Event)), ct);
        var tenant = scope.ServiceProvider.GetRequiredService<TenantScope>();
        if (messages[0].Event.StorefrontId == EventScope.Installation)
            tenant.UseSystem();
        else
            tenant.UseStorefront(messages[0].Event.StorefrontId);

        var context = (ServiceDbContext)scope.ServiceProvider.GetRequiredService(consumer.ContextType);
        await using var connection = await context.KeepOpenAsync(ct);
        var fresh = options.Value.InboxOff ? messages : await NotTakenInAsync(context, consumer, messages, ct);
        if (fresh.Count < messages.Count)
            MessagingMetrics.Duplicates.Add(messages.Count - fresh.Count, new KeyValuePair<string, object?>("queue", consumer.Queue));
        if (fresh.Count == 0)
            return;

        var handler = scope.ServiceProvider.GetRequiredService(consumer.ConsumerType);
        if (fresh.Count > 1)
            await ((IBatchConsumer)handler).PrepareAsync([.. fresh.Select(message => message.Event)], ct);
        foreach (var (message, traceParent) in fresh)
        {
            using var activity = Activities.StartActivity(consumer.Queue, ActivityKind.Consumer, traceParent);
            await consumer.HandlerOf(message.GetType())(handler, message, ct);
            if (!options.Value.InboxOff)
                context.Inbox.Add(new InboxEntry(message.EventId, consumer.Queue, clock.GetUtcNow()));
        }

        await ((ICommitGate)scope.ServiceProvider.GetRequiredService(consumer.GateType)).CommitAsync(context, ct);
    }

    private static bool IsCollision(DbUpdateException exception) =>
        exception is DbUpdateConcurrencyException || DatabaseErrors.IsUniqueViolation(exception);

    // Events of one complaint that arrive together would collide on its rows
    private static string TurnOf(ServiceConsumer consumer, IDomainEvent message) =>
        $"{consumer.ContextType.Name}/{(message as IComplaintEvent)?.ComplaintId ?? message.EventId}";

    private static async Task<IReadOnlyList<(IDomainEvent Event, string? TraceParent)>> NotTakenInAsync(
        ServiceDbContext context, ServiceConsumer consumer, IReadOnlyList<(IDomainEvent Event, string? TraceParent)> messages,
        CancellationToken ct)
    {
        var queue = consumer.Queue;
        if (messages.Count == 1)
        {
            var id = messages[0].Event.EventId;
            return await context.Inbox.AnyAsync(row => row.EventId == id && row.Consumer == queue, ct) ? [] : messages;
        }

        var ids = messages.Select(message => message.Event.EventId).ToList();
        var taken = await context.Inbox.Where(row => ids.Contains(row.EventId) && row.Consumer == queue)
            .Select(row => row.EventId).ToListAsync(ct);
        return taken.Count == 0 ? messages : [.. messages.Where(message => !taken.Contains(message.Event.EventId))];
    }
}
