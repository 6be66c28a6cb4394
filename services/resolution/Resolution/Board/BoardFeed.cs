using System.Diagnostics;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Resolution.Board;

/// <summary>
/// Counts the cases once for all who look at a board in this process, as long as anybody does. What changed is found in the database and
/// not in this process's own events, because another replica may have made the change.
/// </summary>
internal sealed partial class BoardFeed(
    IServiceScopeFactory scopes, PolicyShelf shelf, IOptions<ResolutionOptions> options, TimeProvider clock, ILogger<BoardFeed> logger)
    : BackgroundService
{
    private static readonly TimeSpan NamesHold = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Ended = TimeSpan.FromHours(24);

    /// <summary>Counting may take a quarter of the time at most, however many open cases there are.</summary>
    private const int RestPerCount = 3;

    private readonly (TimeSpan Heartbeat, TimeSpan Interval) _pace = (options.Value.StreamHeartbeat, options.Value.BoardInterval);
    private readonly SemaphoreSlim _counting = new(1);
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly Dictionary<string, (long Until, IReadOnlyDictionary<string, LocalizedText> Names)> _names = [];
    private int _followers;
    private State _state = new(BoardSnapshot.Empty, 0, 0);
    private volatile TaskCompletionSource _changed = NewSignal();

    /// <summary>The board as it is now.</summary>
    public async Task<BoardSnapshot> ReadAsync(CancellationToken ct)
    {
        var asked = Stopwatch.GetTimestamp();
        await _counting.WaitAsync(ct);
        try
        {
            // Who waited while another began to count after the question has the answer
            if (Volatile.Read(ref _state).BegunAt < asked)
                await CountAsync(ct);
            return Volatile.Read(ref _state).Snapshot;
        }
        finally
        {
            _counting.Release();
        }
    }

    /// <summary>The board now and each time it has changed; who is slow gets the latest and not each.</summary>
    /// <returns>Nothing once after each heartbeat without a change.</returns>
    public async IAsyncEnumerable<BoardSnapshot?> FollowAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        if (Interlocked.Increment(ref _followers) == 1)
            _wanted.Release();
        try
        {
            var seen = -1L;
            // Who begins to watch sees what was done before; many who begin at once share a count
            await ReadAsync(ct);
            while (!ct.IsCancellationRequested)
            {
                var changed = _changed.Task;
                var state = Volatile.Read(ref _state);
                if (state.Number != seen)
                {
                    seen = state.Number;
                    yield return state.Snapshot;
                    continue;
                }

                await ((Task)changed.WaitAsync(_pace.Heartbeat, ct)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!changed.IsCompleted && !ct.IsCancellationRequested)
                    yield return null;
            }
        }
        finally
        {
            Interlocked.Decrement(ref _followers);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (Volatile.Read(ref _followers) == 0)
                    await _wanted.WaitAsync(stoppingToken);
                var started = Stopwatch.GetTimestamp();
                await ReadAsync(stoppingToken);
                var rest = Stopwatch.GetElapsedTime(started) * RestPerCount;
                await Task.Delay(rest > _pace.Interval ? rest : _pace.Interval, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFailed(logger, exception);
                await Task.Delay(_pace.Interval * 4, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task CountAsync(CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        var db = scope.ServiceProvider.GetRequiredService<ResolutionDbContext>();
        var since = clock.GetUtcNow() - Ended;
        // Two queries: each is a walk over one stretch of the index that holds all they ask for
        var cells = await GroupAsync(db.Cases.Where(row => row.EndedAt == null), ct);
        cells.AddRange(await GroupAsync(db.Cases.Where(row => row.EndedAt != null && row.EndedAt > since), ct));
        var people = await db.Agents.AsNoTracking().ToListAsync(ct);
        var names = new Dictionary<(string, string), LocalizedText>();
        foreach (var storefront in cells.Select(cell => cell.StorefrontId).Distinct())
        {
            foreach (var (department, name) in await NamesAsync(db, storefront, ct))
                names[(storefront, department)] = name;
        }

        var next = new BoardSnapshot(
            cells,
            people.ConvertAll(row => new BoardPerson(
                row.Id, row.Name, row.Presence, row.TakesCases, row.Department, row.WorksFor())),
            names);
        var before = Volatile.Read(ref _state);
        if (before.Number > 0 && next.IsLike(before.Snapshot))
        {
            Volatile.Write(ref _state, before with { BegunAt = begun });
            return;
        }

        Volatile.Write(ref _state, new State(next, before.Number + 1, begun));
        Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
    }

    private static async Task<List<BoardCell>> GroupAsync(IQueryable<Case> cases, CancellationToken ct) =>
        (await cases.GroupBy(row => new { row.StorefrontId, row.Department, row.AgentId, row.State, row.Sla })
            .Select(group => new { group.Key, Count = group.Count() }).ToListAsync(ct))
        .ConvertAll(row => new BoardCell(
            row.Key.StorefrontId, row.Key.Department, row.Key.AgentId, row.Key.State, row.Key.Sla, row.Count));

    private async Task<IReadOnlyDictionary<string, LocalizedText>> NamesAsync(ResolutionDbContext db, string storefront, CancellationToken ct)
    {
        var now = Stopwatch.GetTimestamp();
        if (_names.TryGetValue(storefront, out var known) && now < known.Until)
            return known.Names;
        var policies = await shelf.ForAsync(db, storefront, ct);
        var names = policies.Dispatch.Departments.ToDictionary(department => department.Id, department => department.Name);
        _names[storefront] = (now + (long)(NamesHold.TotalSeconds * Stopwatch.Frequency), names);
        return names;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(LogLevel.Warning, "The board could not be counted")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    private sealed record State(BoardSnapshot Snapshot, long Number, long BegunAt);
}
