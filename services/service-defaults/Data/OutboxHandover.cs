using System.Threading.Channels;

namespace ComplaintPlatform.ServiceDefaults.Data;

/// <summary>
/// Hands rows that just became durable to the relay of the same process, so that an event leaves without a query. It holds few: under a burst, rows
/// by the ten thousand would outlive the short pauses of the garbage collector and make them long. What finds no room is read again by the relay's
/// polling.
/// </summary>
internal sealed class OutboxHandover<TContext>
    where TContext : ServiceDbContext
{
    private const int Room = 1_000;

    private readonly Channel<OutboxMessage> _rows = Channel.CreateBounded<OutboxMessage>(
        new BoundedChannelOptions(Room) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public ChannelReader<OutboxMessage> Rows => _rows.Reader;

    /// <summary>Before the rows are written: without room for them they are born free, for the polling to take at once.</summary>
    public void Announce(TContext context)
    {
        if (_rows.Reader.Count < Room / 2)
            return;
        foreach (var row in context.Appended<OutboxMessage>())
            row.LeaveToPolling();
    }

    public void Offer(TContext committed)
    {
        foreach (var row in committed.Appended<OutboxMessage>())
        {
            if (row.LeasedUntil > row.CreatedAt)
                Offer(row);
        }
    }

    public void Offer(OutboxMessage row) => _rows.Writer.TryWrite(row);
}
