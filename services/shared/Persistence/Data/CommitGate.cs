using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// The one way to write to a service's database in this process. Writers queue; the gate commits in one transaction what waits, and answers each
/// only after the transaction is durable. One failure harms no other: a group in which one failed is written again with a savepoint for each.
/// SQLite has one writer anyhow, and a group shares the expensive part, the flush to disk.
/// </summary>
internal sealed partial class CommitGate<TContext>(IServiceScopeFactory scopes, ILogger<CommitGate<TContext>> logger)
    : ICommitGate, IUnitOfWork<TContext>, IAsyncDisposable
    where TContext : ServiceDbContext
{
    private const int LargestGroup = 64;

    /// <summary>Writers in one group from which on the database is crowded.</summary>
    private const int Crowd = 8;

    private static readonly TimeSpan CrowdLasts = TimeSpan.FromMilliseconds(200);
    private const string Savepoint = "member";

    private readonly Channel<Member> _waiting = Channel.CreateUnbounded<Member>(new() { SingleReader = true });
    private readonly Channel<bool> _events = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _startLock = new();
    private Task? _loop;
    private long _crowdedAt;
    private AsyncServiceScope _writerScope;
    private TContext? _writer;
    private LogCheckpoints? _checkpoints;

    /// <summary>Whether many writers wait for this database now: what may as well be written later leaves it to them.</summary>
    public bool IsCrowded => Volatile.Read(ref _crowdedAt) is not 0 and var at && Stopwatch.GetElapsedTime(at) < CrowdLasts;

    public Task CommitAsync(ServiceDbContext context, CancellationToken ct) => CommitAsync((TContext)context, ct);

    public Task CommitAsync(TContext context, CancellationToken ct) => EnqueueAsync(new Member
    {
        Context = context,
        Token = ct,
    });

    /// <summary>Runs statements, such as <c>ExecuteUpdate</c>, on the gate's own connection inside the next group.</summary>
    public async Task<TResult> RunAsync<TResult>(Func<TContext, CancellationToken, Task<TResult>> work, CancellationToken ct)
    {
        TResult result = default!;
        await EnqueueAsync(new Member
        {
            Work = async (writer, token) => result = await work(writer, token),
            Token = ct,
        });
        return result;
    }

    /// <summary>Returns as soon as a commit in this process has brought events, and at the latest after a while.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public async Task WaitForEventsAsync(TimeSpan atMost, CancellationToken ct)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        enough.CancelAfter(atMost);
        try
        {
            await _events.Reader.ReadAsync(enough.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Nothing came
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The container knows the gate under several names, and disposes of it under each
        if (!_waiting.Writer.TryComplete())
            return;
        if (_loop is not null)
            await _loop;
        await _stopping.CancelAsync();
        await CloseWriterAsync();
        _stopping.Dispose();
    }

    private Task EnqueueAsync(Member member)
    {
        if (_loop is null)
        {
            lock (_startLock)
                _loop ??= Task.Run(CommitGroupsAsync);
        }

        return _waiting.Writer.TryWrite(member)
            ? member.Done.Task
            : Task.FromException(new OperationCanceledException("The service is stopping."));
    }

    private async Task CommitGroupsAsync()
    {
        var group = new List<Member>(LargestGroup);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < LargestGroup && _waiting.Reader.TryRead(out var member))
            {
                if (member.Token.IsCancellationRequested)
                    member.Done.TrySetCanceled(member.Token);
                else
                    group.Add(member);
            }

            if (group.Count >= Crowd)
                Volatile.Write(ref _crowdedAt, Stopwatch.GetTimestamp());
            if (group.Count > 0)
                await CommitGroupAsync(group);
        }
    }

    private async Task CommitGroupAsync(List<Member> group)
    {
        try
        {
            // Failures are rare, savepoints are two statements for each member
            if (group.Count > 1 && await TryCommitAsync(group, savepoints: false))
                return;
            await TryCommitAsync(group, savepoints: group.Count > 1);
        }
        catch (Exception exception) when (group.Count > 1)
        {
            // The transaction itself broke. Nothing of it is in the database, so each member can be tried by itself.
            LogGroupBroken(logger, group.Count, exception);
            await CloseWriterAsync();
            foreach (var member in group.Where(member => !member.Done.Task.IsCompleted))
                await CommitGroupAsync([member]);
        }
        catch (Exception exception)
        {
            if (!DatabaseErrors.IsOwnFault(exception))
                await CloseWriterAsync();
            group[0].Done.TrySetException(exception);
        }
    }

    /// <returns>False where, without savepoints, a member's own fault spoiled the group; nothing is in the database then.</returns>
    private async Task<bool> TryCommitAsync(List<Member> group, bool savepoints)
    {
        var writer = await OpenWriterAsync();
        var applied = new List<Member>(group.Count);
        var refused = new List<(Member Member, Exception Exception)>();
        await using (var transaction = await writer.Database.BeginTransactionAsync(_stopping.Token))
        {
            foreach (var member in group)
            {
                if (savepoints)
                    await transaction.CreateSavepointAsync(Savepoint, _stopping.Token);
                try
                {
                    await ApplyAsync(member, writer, transaction);
                    applied.Add(member);
                }
                catch (Exception exception) when (group.Count > 1 && DatabaseErrors.IsOwnFault(exception))
                {
                    if (!savepoints)
                    {
                        await transaction.RollbackAsync(_stopping.Token);
                        return false;
                    }

                    await transaction.RollbackToSavepointAsync(Savepoint, _stopping.Token);
                    refused.Add((member, exception));
                }

                if (savepoints)
                    await transaction.ReleaseSavepointAsync(Savepoint, _stopping.Token);
            }

            await transaction.CommitAsync(_stopping.Token);
        }

        foreach (var member in applied)
        {
            if (member.Context is { HasEvents: true })
                _events.Writer.TryWrite(true);
            member.Done.TrySetResult();
        }

        if (_checkpoints is not null)
            await _checkpoints.WroteAsync(applied.Sum(member => member.Rows));

        // Only now: who lost to another member of the group, and looks again, must find what the winner wrote
        foreach (var (member, exception) in refused)
            member.Done.TrySetException(exception);
        return true;
    }

    private async Task ApplyAsync(Member member, TContext writer, IDbContextTransaction transaction)
    {
        if (member.Work is { } work)
        {
            await work(writer, _stopping.Token);
            return;
        }

        var context = member.Context!;
        // What it read, it read on a connection of its own
        await context.Database.CloseConnectionAsync();
        var own = context.Database.GetDbConnection();
        context.Database.AutoSavepointsEnabled = false;
        context.Database.SetDbConnection(writer.Database.GetDbConnection());
        try
        {
            await context.Database.UseTransactionAsync(transaction.GetDbTransaction(), _stopping.Token);
            member.Rows = await context.WriteAsync(_stopping.Token);
        }
        finally
        {
            await context.Database.UseTransactionAsync(null, CancellationToken.None);
            context.Database.SetDbConnection(own, contextOwnsConnection: true);
        }
    }

    private async Task<TContext> OpenWriterAsync()
    {
        if (_writer is not null)
            return _writer;

        _writerScope = scopes.CreateAsyncScope();
        _writerScope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        _writer = _writerScope.ServiceProvider.GetRequiredService<TContext>();
        await _writer.Database.OpenConnectionAsync(_stopping.Token);
        // Erased words must not stay readable in free pages. The writer keeps 16 MB of pages.
        if (_writer.Database.IsSqlite())
        {
            await _writer.Database.ExecuteSqlRawAsync(
                "PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 0;", _stopping.Token);
            _checkpoints = new LogCheckpoints(_writer.Database, logger);
        }

        return _writer;
    }

    private async Task CloseWriterAsync()
    {
        if (_writer is null)
            return;

        var writer = _writer;
        (_writer, var checkpoints, _checkpoints) = (null, _checkpoints, null);
        if (checkpoints is not null)
            await checkpoints.StopAsync();
        // To its pool a context goes with its connection closed
        await writer.Database.CloseConnectionAsync();
        await _writerScope.DisposeAsync();
    }

    [LoggerMessage(LogLevel.Warning, "A commit of {Count} writers broke as a whole and is repeated one by one")]
    private static partial void LogGroupBroken(ILogger logger, int count, Exception exception);

    private sealed class Member
    {
        public TContext? Context { get; init; }

        public Func<TContext, CancellationToken, Task>? Work { get; init; }

        public required CancellationToken Token { get; init; }

        /// <summary>How many rows it wrote.</summary>
        public int Rows { get; set; } = 1;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>The gate of the database that a context belongs to.</summary>
internal interface ICommitGate
{
    /// <exception cref="DbUpdateConcurrencyException">A row was changed by another writer since it was read.</exception>
    /// <exception cref="DbUpdateException">The database refused the change.</exception>
    Task CommitAsync(ServiceDbContext context, CancellationToken ct);
}

/// <summary>
/// Commits changes and events of a context together. For code outside the endpoint filter and the consumers, which commit by themselves: work at
/// start, and answers that refuse and yet must leave a trace, such as a wrong password.
/// </summary>
public interface IUnitOfWork<in TContext>
    where TContext : ServiceDbContext
{
    /// <inheritdoc cref="ICommitGate.CommitAsync"/>
    Task CommitAsync(TContext context, CancellationToken ct);
}
