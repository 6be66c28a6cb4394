using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// Moves what was committed from SQLite's write-ahead log into its file, beside the writers. On its own SQLite does it inside a commit, and
/// every writer behind that commit waits for it (measured: 20-50 ms, four times a second under load).
/// </summary>
internal sealed partial class LogCheckpoints(DatabaseFacade writer, ILogger logger)
{
    /// <summary>
    /// Some 50 MB of log; under load it was seen to reach 240 MB before it began anew. More would save pages that change again and again,
    /// and make the log longer to read back after a crash.
    /// </summary>
    private const int RowsBetween = 10_000;

    private const string Checkpoint = "PRAGMA wal_checkpoint(PASSIVE);";

    private readonly string _connectionString = writer.GetConnectionString()!;
    private volatile bool _isNearlyDone;
    private int _rows;
    private Task _running = Task.CompletedTask;

    /// <summary>Called after each commit, while no transaction is open.</summary>
    public async Task WroteAsync(int rows)
    {
        _rows += rows;
        // The log begins anew only when nothing of it is left; what came in meanwhile is little, and goes between two commits
        if (_isNearlyDone)
        {
            _isNearlyDone = false;
            await TryAsync(() => writer.ExecuteSqlRawAsync(Checkpoint));
        }

        if (_rows < RowsBetween || !_running.IsCompleted)
            return;
        _rows = 0;
        _running = Task.Run(() => TryAsync(MoveAsync));
    }

    public Task StopAsync() => _running;

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
            LogNotMoved(logger, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The database's log could not be moved into its file")]
    private static partial void LogNotMoved(ILogger logger, Exception exception);
}
