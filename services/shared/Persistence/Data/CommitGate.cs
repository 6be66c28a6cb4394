using System.Data;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// The one way to write to a service's database in this process. Writers queue; the gate commits in one transaction what waits, and answers
/// each only after the transaction is durable. One failure harms no other: a group in which one failed is written again with a savepoint
/// for each. What passes by itself (a deadlock, a lost connection) is tried again, so that it has its effect once and for all.
/// </summary>
internal sealed partial class CommitGate<TContext>(
    IServiceScopeFactory scopes, IOptions<CommitOptions> options, TimeProvider clock, ILogger<CommitGate<TContext>> logger)
    : ICommitGate, IUnitOfWork<TContext>, IAsyncDisposable
    where TContext : ServiceDbContext
{
    private const int LargestGroup = 64;

    /// <summary>Writers in one group from which on the database is crowded.</summary>
    private const int Crowd = 8;

    private static readonly TimeSpan CrowdLasts = TimeSpan.FromMilliseconds(200);
    private const string Savepoint = "member";

    private readonly Channel<Member> _waiting = Channel.CreateUnbounded<Member>(new() { SingleReader = true });
    private readonly Channel<bool> _events =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _startLock = new();
    private Task? _loop;
    private long _crowdedAt;
    private AsyncServiceScope _writerScope;
    private TContext? _writer;
    private SqliteWriter? _sqlite;

    /// <summary>Whether many writers wait for this database now: what may as well be written later leaves it to them.</summary>
    public bool IsCrowded => Volatile.Read(ref _crowdedAt) is not 0 and var at && Stopwatch.GetElapsedTime(at) < CrowdLasts;

    public Task CommitAsync(ServiceDbContext context, CancellationToken ct) => CommitAsync((TContext)context, ct);

    public Task CommitAsync(TContext context, CancellationToken ct) => EnqueueAsync(new Member
    {
        Context = context,
        Token = ct,
    });

    /// <summary>
    /// Runs statements, such as <c>ExecuteUpdate</c>, on the gate's own connection inside the next group. They may run more than once, each
    /// time as if it were the first: what an earlier run did is rolled back by then.
    /// </summary>
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
            // Where replicas share a database, a claim that waits for the new rows of another must hold none itself: each would wait for
            // the other
            if (IsShared && group.Any(member => member.Work is null))
            {
                await CommitGroupAsync(group.FindAll(member => member.Work is null));
                group.RemoveAll(member => member.Work is null);
            }

            if (group.Count > 0)
                await CommitGroupAsync(group);
        }
    }

    private bool IsShared => options.Value.IsShared ?? _sqlite is null;

    private async Task CommitGroupAsync(List<Member> group)
    {
        var commit = new GroupCommit();
        try
        {
            await CommitPatientlyAsync(group, commit);
            await AnswerAsync(commit);
        }
        catch (Exception exception) when (group.Count > 1 && !CanPass(exception, commit))
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
            foreach (var member in group)
                member.Done.TrySetException(exception);
        }
    }

    /// <summary>Begins the group again, after a growing pause, where what broke it passes by itself.</summary>
    private async Task CommitPatientlyAsync(List<Member> group, GroupCommit commit)
    {
        var started = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // Failures are rare, savepoints are two statements for each member
                if (group.Count == 1 || !await TryCommitAsync(group, commit, savepoints: false))
                    await TryCommitAsync(group, commit, savepoints: group.Count > 1);
                return;
            }
            catch (Exception exception) when (
                attempt < options.Value.Tries && clock.GetElapsedTime(started) < options.Value.Patience && CanPass(exception, commit))
            {
                LogTriedAgain(logger, group.Count, attempt, exception.GetType().Name, exception.Message);
                await CloseWriterAsync();
                await Task.Delay(options.Value.FirstPause * Math.Pow(2, attempt - 1) * (0.75 + (Random.Shared.NextDouble() / 2)), clock);
            }
        }
    }

    // A connection that is lost shows in many ways, not all of which have a number
    private bool CanPass(Exception exception, GroupCommit commit) =>
        commit.MayBeDurable || DatabaseErrors.IsPassing(exception)
        || _writer?.Database.GetDbConnection().State is ConnectionState.Closed or ConnectionState.Broken;

    /// <returns>False where, without savepoints, a member's own fault spoiled the group; nothing is in the database then.</returns>
    private async Task<bool> TryCommitAsync(List<Member> group, GroupCommit commit, bool savepoints)
    {
        var writer = await OpenWriterAsync();
        var applied = new List<Member>(group.Count);
        var refused = new List<(Member Member, Exception Exception)>();
        await using (var transaction = await writer.Database.BeginTransactionAsync(_stopping.Token))
        {
            if (IsShared)
            {
                if (await TryMarkAsync(writer, commit))
                {
                    commit.MayBeDurable = false;
                }
                else
                {
                    // The earlier try did reach the database
                    await transaction.RollbackAsync(_stopping.Token);
                    return true;
                }

                await writer.BeforeGroupAsync([.. group.Select(member => member.Context).OfType<ServiceDbContext>()], _stopping.Token);
            }

            foreach (var member in group)
            {
                if (savepoints)
                    await transaction.CreateSavepointAsync(Savepoint, _stopping.Token);
                try
                {
                    await ApplyAsync(member, writer, transaction);
                    applied.Add(member);
                }
                catch (Exception exception) when (group.Count > 1 && DatabaseErrors.IsOwnFault(exception) && IsUsable(transaction))
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

            (commit.Applied, commit.Refused, commit.MayBeDurable) = (applied, refused, IsShared);
            await transaction.CommitAsync(_stopping.Token);
            commit.MayBeDurable = false;
        }

        return true;
    }

    private async Task AnswerAsync(GroupCommit commit)
    {
        foreach (var member in commit.Applied)
        {
            if (member.Context is { HasEvents: true })
                _events.Writer.TryWrite(true);
            member.Context?.Scope.Audit?.Committed();
            member.Done.TrySetResult();
        }

        if (_sqlite is not null)
            await _sqlite.WroteAsync(commit.Applied.Sum(member => member.Rows));

        // Only now: who lost to another member of the group, and looks again, must find what the winner wrote
        foreach (var (member, exception) in commit.Refused)
            member.Done.TrySetException(exception);
    }

    /// <summary>
    /// A connection that is lost while it commits leaves open whether it did. So the first row of each group is its mark, the same in each
    /// try: it waits for an earlier try that the server has not ended yet, and is refused where that one is durable.
    /// </summary>
    /// <returns>False where the group is in the database already.</returns>
    private async Task<bool> TryMarkAsync(TContext writer, GroupCommit commit)
    {
        writer.Inbox.Add(new InboxEntry(commit.Id, InboxEntry.CommitMark, clock.GetUtcNow()));
        try
        {
            await writer.SaveChangesAsync(_stopping.Token);
            return true;
        }
        catch (DbUpdateException exception) when (DatabaseErrors.IsUniqueViolation(exception))
        {
            return false;
        }
        finally
        {
            writer.StartOver();
        }
    }

    // A database may have ended the transaction, or the connection, together with the statement
    private static bool IsUsable(IDbContextTransaction transaction) =>
        transaction.GetDbTransaction().Connection is { State: ConnectionState.Open };

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
        context.Database.AutoSavepointsEnabled = false;
        // It disposes of its own connection when it takes another, and then makes a new one from the address that it is given back
        var address = context.Database.GetConnectionString();
        context.Database.SetDbConnection(writer.Database.GetDbConnection(), contextOwnsConnection: false);
        context.IsInGate = true;
        try
        {
            await context.Database.UseTransactionAsync(transaction.GetDbTransaction(), _stopping.Token);
            member.Rows = await context.WriteAsync(_stopping.Token);
        }
        finally
        {
            await context.Database.UseTransactionAsync(null, CancellationToken.None);
            context.Database.SetDbConnection(null, contextOwnsConnection: true);
            context.Database.SetConnectionString(address);
            context.IsInGate = false;
        }
    }

    private async Task<TContext> OpenWriterAsync()
    {
        if (_writer is not null)
            return _writer;

        _writerScope = scopes.CreateAsyncScope();
        try
        {
            _writerScope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
            var writer = _writerScope.ServiceProvider.GetRequiredService<TContext>();
            writer.Database.AutoSavepointsEnabled = false;
            await writer.Database.OpenConnectionAsync(_stopping.Token);
            _sqlite = await SqliteWriter.ForAsync(writer.Database, logger, _stopping.Token);
            writer.IsInGate = true;
            return _writer = writer;
        }
        catch
        {
            await _writerScope.DisposeAsync();
            throw;
        }
    }

    private async Task CloseWriterAsync()
    {
        if (_writer is null)
            return;

        var writer = _writer;
        (_writer, var sqlite, _sqlite) = (null, _sqlite, null);
        if (sqlite is not null)
            await sqlite.DisposeAsync();
        // To its pool a context goes with its connection closed
        await writer.Database.CloseConnectionAsync();
        await _writerScope.DisposeAsync();
    }

    [LoggerMessage(LogLevel.Warning, "A commit of {Count} writers broke in try {Attempt} ({Error}: {Message}) and is tried again")]
    private static partial void LogTriedAgain(ILogger logger, int count, int attempt, string error, string message);

    [LoggerMessage(LogLevel.Warning, "A commit of {Count} writers broke as a whole and is repeated one by one")]
    private static partial void LogGroupBroken(ILogger logger, int count, Exception exception);

    /// <summary>One group of writers, over all tries.</summary>
    private sealed class GroupCommit
    {
        public Guid Id { get; } = SequentialId.Next();

        /// <summary>The database was asked to commit, and what it made of it is not known.</summary>
        public bool MayBeDurable { get; set; }

        /// <summary>Those whose changes the last try asked to commit.</summary>
        public List<Member> Applied { get; set; } = [];

        public List<(Member Member, Exception Exception)> Refused { get; set; } = [];
    }

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
/// Commits changes and events of a context together. For code outside the endpoint filter and the consumers, which commit by themselves:
/// work at start, and answers that refuse and yet must leave a trace, such as a wrong password.
/// </summary>
public interface IUnitOfWork<TContext>
    where TContext : ServiceDbContext
{
    /// <inheritdoc cref="ICommitGate.CommitAsync"/>
    Task CommitAsync(TContext context, CancellationToken ct);

    /// <summary>
    /// Runs statements, such as <c>ExecuteUpdate</c>, in a transaction of the gate, on a context that sees all storefronts, and returns
    /// when they are durable. They may run more than once, each time as if it were the first.
    /// </summary>
    Task<TResult> RunAsync<TResult>(Func<TContext, CancellationToken, Task<TResult>> work, CancellationToken ct);
}

/// <summary>How the gate meets a database that fails.</summary>
internal sealed class CommitOptions
{
    /// <summary>How often a group is tried where what broke it passes by itself. The pauses between them add up to some 6 s.</summary>
    public int Tries { get; init; } = 7;

    /// <summary>After that no further try begins: others wait behind the group.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Before the second try; then twice as long each time.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Whether other processes write to the database as well, over connections that can be lost: each group then writes a mark by which a
    /// commit of unknown outcome is known again. Left open: unless the database is a file.
    /// </summary>
    public bool? IsShared { get; init; }
}
