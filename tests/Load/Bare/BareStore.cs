using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Load.Bare;

/// <summary>
/// One writer that commits in groups what waits: one context, one SaveChanges, one fsync for the group. Each caller goes on only after its
/// own rows are durable. Nothing here looks for conflicts or hands out anything: it is the limit, not an example.
/// </summary>
internal sealed class BareStore : IAsyncDisposable
{
    private const int LargestGroup = 256;

    private readonly string _folder;
    private readonly SqliteConnection _connection;
    private readonly BareContext _context;
    private readonly Task _writer;
    private readonly Channel<Waiting> _queue = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });

    private BareStore(string folder)
    {
        _folder = folder;
        _connection = new SqliteConnection($"Data Source={Path.Combine(folder, "limit.db")};Pooling=False");
        _connection.Open();
        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
        _context = new BareContext(new DbContextOptionsBuilder<BareContext>().UseSqlite(_connection).Options);
        _context.ChangeTracker.AutoDetectChangesEnabled = false;
        _context.Database.EnsureCreated();
        _writer = Task.Factory.StartNew(WriteGroupsAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .Unwrap();
    }

    /// <param name="parent">Where the database is made; it should lie on the disk that the platform uses.</param>
    public static BareStore Create(string parent)
    {
        var folder = Path.Combine(parent, $"limit-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        return new BareStore(folder);
    }

    public Task CommitAsync(BareComplaint complaint, BareOutboxRow outbox, BareAnswer answer)
    {
        var waiting = new Waiting(complaint, outbox, answer);
        _queue.Writer.TryWrite(waiting);
        return waiting.Durable.Task;
    }

    public long CountComplaints()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM complaints";
        return (long)command.ExecuteScalar()!;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.Complete();
        await _writer;
        await _context.DisposeAsync();
        await _connection.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WriteGroupsAsync()
    {
        var group = new List<Waiting>(LargestGroup);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (group.Count < LargestGroup && _queue.Reader.TryRead(out var waiting))
                group.Add(waiting);

            try
            {
                foreach (var (complaint, outbox, answer) in group)
                {
                    _context.Add(complaint);
                    _context.Add(outbox);
                    _context.Add(answer);
                }

                _context.SaveChanges();
                foreach (var waiting in group)
                    waiting.Durable.SetResult();
            }
            catch (Exception failure) when (failure is DbUpdateException or SqliteException)
            {
                foreach (var waiting in group)
                    waiting.Durable.TrySetException(failure);
            }

            _context.ChangeTracker.Clear();
            group.Clear();
        }
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed record Waiting(BareComplaint Complaint, BareOutboxRow Outbox, BareAnswer Answer)
    {
        public TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
