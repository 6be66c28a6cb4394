using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.ServiceDefaults.Data;

/// <summary>
/// Hands rows that just became durable to the relay of the same process, so that an event leaves without a query. Bounded: what finds no
/// room is left to the relay's polling, when its first lease has run out.
/// </summary>
internal sealed class OutboxHandover<TContext>
    where TContext : ServiceDbContext
{
    private readonly Channel<OutboxMessage> _rows = Channel.CreateBounded<OutboxMessage>(
        new BoundedChannelOptions(20_000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public ChannelReader<OutboxMessage> Rows => _rows.Reader;

    public void Offer(TContext committed)
    {
        // What is added is known; comparing every entity once more would show nothing
        committed.ChangeTracker.AutoDetectChangesEnabled = false;
        foreach (var entry in committed.ChangeTracker.Entries<OutboxMessage>())
        {
            if (entry.State == EntityState.Added)
                Offer(entry.Entity);
        }
    }

    public void Offer(OutboxMessage row) => _rows.Writer.TryWrite(row);
}
