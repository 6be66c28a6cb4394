using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// What a SQLite database asks of the one connection that writes to it. It also moves what was committed from SQLite's write-ahead log into
/// its file, beside the writers: on its own SQLite does it inside a commit, and every writer behind that commit waits for it (measured:
/// 20-50 ms, four times a second under load).
/// </summary>
internal sealed partial class SqliteWriter : IAsyncDisposable
{
    /// <summary>
    /// Some 50 MB of log; under load it was seen to reach 240 MB before it began anew. More would save pages that change again and again,
    /// and make the log longer to read back after a crash.
    /// </summary>
    private const int RowsBetween = 10_000;

    // Erased words must not stay readable in free pages. The writer keeps 16 MB of pages.
    private const string Manners =
        "PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 0;";
    private const string Checkpoint = "PRAGMA wal_checkpoint(PASSIVE);";

    private readonly DatabaseFacade _writer;
    private readonly ILogger _logger;
    private readonly string _connectionString;
    private volatile bool _isNearlyDone;
    private int _rows;
    private Task _running = Task.CompletedTask;

    private SqliteWriter(DatabaseFacade writer, ILogger logger)
    {
        (_writer, _logger) = (writer, logger);
        _connectionString = writer.GetConnectionString()!;
    }

    /// <param name="writer">Open.</param>
    /// <returns><c>null</c> where the database is another.</returns>
    public static async Task<SqliteWriter?> ForAsync(DatabaseFacade writer, ILogger logger, CancellationToken ct)
    {
        if (!writer.IsSqlite())
            return null;
        await writer.ExecuteSqlRawAsync(Manners, ct);
        return new SqliteWriter(writer, logger);
    }

    /// <summary>Called after each commit, while no transaction is open.</summary>
    public async Task WroteAsync(int rows)
    {
        _rows += rows;
        // The log begins anew only when nothing of it is left; what came in meanwhile is little, and goes between two commits
        if (_isNearlyDone)
        {
            _isNearlyDone = false;
            await TryAsync(() => _writer.ExecuteSqlRawAsync(Checkpoint));
        }

        if (_rows < RowsBetween || !_running.IsCompleted)
            return;
        _rows = 0;
        _running = Task.Run(() => TryAsync(MoveAsync));
    }

    public async ValueTask DisposeAsync() => await _running;

    private async Task MoveAsync()
    {
        await using var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Checkpoint;
        await command.ExecuteNonQueryAsync();
        _isNearlyDone = true;
    }

    private async Task TryAsync(Func<Task> move)
    {
        try
        {
            await move();
        }
        catch (SqliteException exception)
        {
            // The log grows until the next time, and nothing is lost
            LogNotMoved(_logger, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The database's log could not be moved into its file")]
    private static partial void LogNotMoved(ILogger logger, Exception exception);
}
