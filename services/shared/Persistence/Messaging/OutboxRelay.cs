using System.Collections.Concurrent;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>
/// Sends what is in the outbox. In each turn it marks what was sent and claims what waits, oldest first, in one commit; then it sends. A
/// commit with events wakes it, polling is the fallback after a crash and between replicas. A row is chosen because it is not sent, never
/// by a position, so a transaction that commits late is not skipped. Each row has its own pauses: one that cannot be sent holds up no
/// other.
/// </summary>
internal sealed partial class OutboxRelay<TContext>(
    string service, CommitGate<TContext> gate, IEventTransport transport, IOptions<DeliveryOptions> options, TimeProvider clock,
    ILogger<OutboxRelay<TContext>> logger) : BackgroundService
    where TContext : ServiceDbContext
{
    private const int InFlight = 256;

    /// <summary>
    /// Longer than a broker, or a consumer in the same process, takes to answer. After a crash its rows wait that long for another replica.
    /// </summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, byte> _sending = new();
    private readonly ConcurrentQueue<Guid> _sent = new();
    private readonly ConcurrentBag<Guid> _interrupted = [];
    private volatile bool _isClosed;

    private KeyValuePair<string, object?> Tag => new("service", service);

    /// <summary>In one process no other can hold a lease: what a dead predecessor held is free at once.</summary>
    public bool TakeOverAtStart { get; set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A process that starts has more urgent things to do on its first thread
        await Task.Yield();
        try
        {
            await transport.WaitUntilReadyAsync(service, stoppingToken);
            if (TakeOverAtStart)
                await ReleaseAsync(outbox => outbox.Where(row => row.Attempts == 0 && row.GivenUpAt == null), stoppingToken);
            while (true)
                await TakeTurnAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what is unsent stays in the outbox
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        while (!_sending.IsEmpty && !cancellationToken.IsCancellationRequested)
            await Task.Delay(10, CancellationToken.None);
        // What left in the last moments is marked, so that it is not sent again after the restart; the rest another may send at once
        var sent = TakeSent();
        await gate.RunAsync((writer, ct) => MarkSentAsync(writer, sent, ct), CancellationToken.None);
        var unsent = _sending.Keys.Concat(_interrupted).ToList();
        await ReleaseAsync(outbox => outbox.Where(row => unsent.Contains(row.Id)), CancellationToken.None);
    }

    private async Task TakeTurnAsync(CancellationToken ct)
    {
        var sent = TakeSent();
        try
        {
            // While the way is closed nothing is claimed and put back again, however much waits
            var room = _isClosed ? 0 : InFlight - _sending.Count;
            var claimed = await gate.RunAsync(async (writer, token) =>
            {
                await MarkSentAsync(writer, sent, token);
                return room == 0 ? [] : await ClaimAsync(writer, room, token);
            }, ct);
            foreach (var row in claimed)
            {
                _sending[row.Id] = 0;
                _ = SendAsync(row, ct);
            }

            await RestAsync(isFull: claimed.Count == room, ct);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            LogTurnFailed(logger, service, exception);
            foreach (var id in sent)
                _sent.Enqueue(id);
            await Task.Delay(options.Value.PollInterval, clock, ct);
        }
    }

    private async Task RestAsync(bool isFull, CancellationToken ct)
    {
        if (_isClosed)
        {
            await transport.WaitUntilReadyAsync(service, ct);
            _isClosed = false;
            return;
        }

        var isIdle = _sending.IsEmpty && _sent.IsEmpty;
        // Accepting goes first: while many write, what they wrote is worked on little by little
        if (gate.IsCrowded)
            await Task.Delay(options.Value.CrowdedInterval, ct);
        else if (!isIdle)
            await Task.Delay(options.Value.RelayInterval, ct);
        if (!isFull)
            await gate.WaitForEventsAsync(isIdle ? options.Value.PollInterval : options.Value.MarkInterval, ct);
    }

    private List<Guid> TakeSent()
    {
        var sent = new List<Guid>();
        while (_sent.TryDequeue(out var id))
            sent.Add(id);
        return sent;
    }

    /// <summary>What a dying process leaves unmarked is sent again after its lease; the consumers' inboxes drop the copy.</summary>
    private async Task<int> MarkSentAsync(TContext writer, List<Guid> sent, CancellationToken ct)
    {
        if (sent.Count == 0)
            return 0;
        var now = clock.GetUtcNow();
        return await writer.Outbox.Where(row => sent.Contains(row.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.SentAt, now), ct);
    }

    private async Task<List<OutboxMessage>> ClaimAsync(TContext writer, int most, CancellationToken ct)
    {
        var (now, claim) = (clock.GetUtcNow(), Guid.NewGuid());
        var until = now + Lease;
        var oldest = Free(writer.Outbox, now).OrderBy(row => row.LeasedUntil).Take(most).Select(row => row.Id);
        // The condition is in both places: another replica may have claimed a row between the inner query and the update
        var claimed = await Free(writer.Outbox, now)
            .Where(row => oldest.Contains(row.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeasedUntil, until).SetProperty(row => row.LeaseOwner, claim), ct);
        if (claimed == 0)
            return [];
        return await writer.Outbox.AsNoTracking().Where(row => row.LeaseOwner == claim && row.SentAt == null)
            .OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).ToListAsync(ct);
    }

    private static IQueryable<OutboxMessage> Free(IQueryable<OutboxMessage> outbox, DateTimeOffset now) =>
        outbox.Where(row => row.SentAt == null && row.GivenUpAt == null && row.LeasedUntil <= now);

    private async Task SendAsync(OutboxMessage row, CancellationToken ct)
    {
        // Off the turn: what the transport does before its first wait would hold up the next row
        await Task.Yield();
        var attempt = row.Attempts + 1;
        try
        {
            await transport.SendAsync(EventSerializer.Deserialize(row.WireName, row.Payload), row.TraceParent, attempt, ct);
            MessagingMetrics.Sent.Add(1, Tag);
            MessagingMetrics.SendDelay.Record((clock.GetUtcNow() - row.CreatedAt).TotalSeconds, Tag);
            _sent.Enqueue(row.Id);
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            _interrupted.Add(row.Id);
        }
        catch (Exception exception)
        {
            await PostponeAsync(row, exception, attempt, ct);
        }
        finally
        {
            _sending.TryRemove(row.Id, out _);
        }
    }

    private async Task PostponeAsync(OutboxMessage row, Exception exception, int attempt, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var unavailable = exception is TransportUnavailableException;
        _isClosed |= unavailable;
        var givenUp = !unavailable && exception is not NotDeliveredException && attempt >= options.Value.SendTries;
        var attempts = unavailable ? row.Attempts : attempt;
        // An absent broker comes back for all rows at once: a short even pause; a faulty row gets a growing one
        var next = now + (unavailable ? options.Value.PollInterval * 2 : options.Value.DelayAfter(attempt));
        DateTimeOffset? givenUpAt = givenUp ? now : null;
        var error = exception.GetType().Name;
        if (!unavailable)
            LogNotSent(logger, service, row.Id, row.WireName, attempt, exception);
        try
        {
            await gate.RunAsync(
                (writer, token) => writer.Outbox.Where(other => other.Id == row.Id).ExecuteUpdateAsync(
                    set => set.SetProperty(other => other.Attempts, attempts).SetProperty(other => other.LeasedUntil, next)
                        .SetProperty(other => other.GivenUpAt, givenUpAt).SetProperty(other => other.Error, error),
                    token),
                CancellationToken.None);
        }
        catch (Exception postponing) when (!ct.IsCancellationRequested)
        {
            // The lease runs out by itself
            LogTurnFailed(logger, service, postponing);
        }
    }

    private Task<int> ReleaseAsync(Func<IQueryable<OutboxMessage>, IQueryable<OutboxMessage>> select, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return gate.RunAsync((writer, token) => select(writer.Outbox).Where(row => row.SentAt == null && row.LeasedUntil > now)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeasedUntil, now), token), ct);
    }

    [LoggerMessage(LogLevel.Warning, "{Service} could not send event {EventId} ({WireName}), try {Attempt}")]
    private static partial void LogNotSent(ILogger logger, string service, Guid eventId, string wireName, int attempt, Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Service} could not reach its own outbox")]
    private static partial void LogTurnFailed(ILogger logger, string service, Exception exception);
}
