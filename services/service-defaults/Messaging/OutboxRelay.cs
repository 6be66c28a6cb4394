using System.Collections.Concurrent;
using ComplaintPlatform.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.ServiceDefaults.Messaging;

/// <summary>
/// Sends what stands in the outbox. Rows come from the handover of this process's own commits, and, as a fallback and after a
/// crash, from polling for unsent rows whose lease has run out, oldest first. A row is chosen because it is not sent, never by a position, so a
/// transaction that commits late is not skipped. Each row has its own pauses: one that cannot be sent holds up no other.
/// </summary>
internal sealed partial class OutboxRelay<TContext>(
    string service, CommitGate<TContext> gate, OutboxHandover<TContext> handover, IEventTransport transport, IOptions<DeliveryOptions> options,
    IServiceScopeFactory scopes, TimeProvider clock, ILogger<OutboxRelay<TContext>> logger) : BackgroundService
    where TContext : ServiceDbContext
{
    private const int Batch = 500;
    private const int InFlight = 256;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<Guid, byte> _sending = new();
    private readonly SemaphoreSlim _places = new(InFlight);
    private readonly System.Threading.Channels.Channel<OutboxMessage> _sent = System.Threading.Channels.Channel.CreateUnbounded<OutboxMessage>();

    private readonly ConcurrentBag<Guid> _interrupted = [];
    private Guid _lastClaim;
    private volatile bool _isClosed;

    /// <summary>In one process nobody else can hold a lease: what a dead predecessor held is taken over at once.</summary>
    public bool TakeOverAtStart { get; set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A process that starts has more urgent things to do on its first thread
        await Task.Yield();
        try
        {
            await transport.WaitUntilReadyAsync(service, stoppingToken);
            if (TakeOverAtStart)
                await ReleaseAllLeasesAsync(stoppingToken);
            await Task.WhenAll(SendHandedOverAsync(stoppingToken), PollAsync(stoppingToken), MarkSentAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what is unsent stays in the outbox
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        // What left in the last moments is marked, so that it is not sent again after the restart
        while (_places.CurrentCount < InFlight && !cancellationToken.IsCancellationRequested)
            await Task.Delay(10, CancellationToken.None);
        while (_sent.Reader.Count > 0)
            await MarkWaitingAsync();
        await ReleaseAsync();
    }

    /// <summary>What this process still had to itself, the next one or another replica may send at once.</summary>
    private async Task ReleaseAsync()
    {
        while (handover.Rows.TryRead(out var row))
            _interrupted.Add(row.Id);
        // Where the broker does not answer, the time to stop may be up before the last sending is
        foreach (var id in _sending.Keys)
            _interrupted.Add(id);
        var (now, claim) = (clock.GetUtcNow(), _lastClaim);
        foreach (var ids in _interrupted.Chunk(Batch).DefaultIfEmpty([]))
        {
            await gate.RunAsync((writer, token) => writer.Outbox
                .Where(row => row.SentAt == null && row.LeasedUntil > now && (ids.Contains(row.Id) || row.LeaseOwner == claim))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeasedUntil, now), token), CancellationToken.None);
        }
    }

    private async Task SendHandedOverAsync(CancellationToken ct)
    {
        await foreach (var row in handover.Rows.ReadAllAsync(ct))
        {
            await UntilOpenAsync(ct);
            // It waited longer than its lease, behind a broker that was away: by now it is the polling's, here or in another process
            if (row.LeasedUntil > clock.GetUtcNow())
                await StartSendingAsync(row, ct);
        }
    }

    private async Task PollAsync(CancellationToken ct)
    {
        while (true)
        {
            var claimed = 0;
            try
            {
                await UntilOpenAsync(ct);
                foreach (var row in await ClaimAsync(ct))
                {
                    claimed++;
                    await StartSendingAsync(row, ct);
                }
            }
            catch (Exception exception) when (!ct.IsCancellationRequested)
            {
                LogPollFailed(logger, service, exception);
            }

            if (claimed < Batch)
                await Task.Delay(options.Value.PollInterval, clock, ct);
        }
    }

    /// <summary>While the way is closed nothing is claimed, sent and put back again, however much waits.</summary>
    private async Task UntilOpenAsync(CancellationToken ct)
    {
        if (!_isClosed)
            return;
        await transport.WaitUntilReadyAsync(service, ct);
        _isClosed = false;
    }

    private async Task<List<OutboxMessage>> ClaimAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using (var scope = scopes.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
            var reader = scope.ServiceProvider.GetRequiredService<TContext>();
            // Most polls find nothing, and then must not write
            if (!await Free(reader.Outbox, now).AnyAsync(ct))
                return [];
        }

        var until = now + Lease;
        var claim = _lastClaim = Guid.NewGuid();
        return await gate.RunAsync(async (writer, token) =>
        {
            // The condition stands in both places: another replica may have claimed a row between the inner query and the update
            await Free(writer.Outbox, now)
                .Where(row => Free(writer.Outbox, now).OrderBy(other => other.LeasedUntil).Take(Batch).Select(other => other.Id).Contains(row.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeasedUntil, until).SetProperty(row => row.LeaseOwner, claim), token);
            return await writer.Outbox.AsNoTracking().Where(row => row.LeaseOwner == claim).OrderBy(row => row.CreatedAt).ToListAsync(token);
        }, ct);
    }

    private static IQueryable<OutboxMessage> Free(IQueryable<OutboxMessage> outbox, DateTimeOffset now) =>
        outbox.Where(row => row.SentAt == null && row.GivenUpAt == null && row.LeasedUntil <= now);

    private async Task StartSendingAsync(OutboxMessage row, CancellationToken ct)
    {
        if (!_sending.TryAdd(row.Id, 0))
            return;
        try
        {
            await _places.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            _interrupted.Add(row.Id);
            throw;
        }

        _ = SendAsync(row, ct);
    }

    private async Task SendAsync(OutboxMessage row, CancellationToken ct)
    {
        // Off the reading loop: what the transport does before its first wait would hold up the next row
        await Task.Yield();
        var attempt = row.Attempts + 1;
        try
        {
            await transport.SendAsync(row.Event ?? EventSerializer.Deserialize(row.WireName, row.Payload), row.TraceParent, attempt, ct);
            MessagingMetrics.Sent.Add(1, new KeyValuePair<string, object?>("service", service));
            MessagingMetrics.SendDelay.Record((clock.GetUtcNow() - row.CreatedAt).TotalSeconds, new KeyValuePair<string, object?>("service", service));
            _sent.Writer.TryWrite(row);
        }
        catch (Exception exception)
        {
            _sending.TryRemove(row.Id, out _);
            if (ct.IsCancellationRequested)
                _interrupted.Add(row.Id);
            else
                await PostponeAsync(row, exception, attempt, ct);
        }
        finally
        {
            _places.Release();
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
            await gate.RunAsync((writer, token) => writer.Outbox.Where(other => other.Id == row.Id).ExecuteUpdateAsync(
                set => set.SetProperty(other => other.Attempts, attempts).SetProperty(other => other.LeasedUntil, next)
                    .SetProperty(other => other.GivenUpAt, givenUpAt).SetProperty(other => other.Error, error), token), CancellationToken.None);
        }
        catch (Exception postponing) when (!ct.IsCancellationRequested)
        {
            // The lease runs out by itself
            LogPollFailed(logger, service, postponing);
        }
    }

    private async Task MarkSentAsync(CancellationToken ct)
    {
        while (await _sent.Reader.WaitToReadAsync(ct))
        {
            try
            {
                await MarkWaitingAsync();
                if (_sent.Reader.Count < Batch)
                    await Task.Delay(options.Value.MarkInterval, ct);
            }
            catch (Exception exception) when (!ct.IsCancellationRequested)
            {
                LogPollFailed(logger, service, exception);
                await Task.Delay(options.Value.PollInterval, clock, ct);
            }
        }
    }

    private async Task MarkWaitingAsync()
    {
        var rows = new List<Guid>();
        while (rows.Count < Batch && _sent.Reader.TryRead(out var row))
            rows.Add(row.Id);
        if (rows.Count == 0)
            return;

        var now = clock.GetUtcNow();
        try
        {
            await gate.RunAsync((writer, token) => writer.Outbox.Where(row => rows.Contains(row.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.SentAt, now), token), CancellationToken.None);
        }
        finally
        {
            // Unmarked rows leave again after their lease; the consumers' inboxes drop the copy
            foreach (var id in rows)
                _sending.TryRemove(id, out _);
        }
    }

    private Task<int> ReleaseAllLeasesAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return gate.RunAsync((writer, token) => writer.Outbox.Where(row => row.SentAt == null && row.GivenUpAt == null && row.Attempts == 0 && row.LeasedUntil > now)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeasedUntil, now), token), ct);
    }

    public override void Dispose()
    {
        _places.Dispose();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "{Service} could not send event {EventId} ({WireName}), try {Attempt}")]
    private static partial void LogNotSent(ILogger logger, string service, Guid eventId, string wireName, int attempt, Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Service} could not reach its own outbox")]
    private static partial void LogPollFailed(ILogger logger, string service, Exception exception);
}
