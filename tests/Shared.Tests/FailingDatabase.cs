using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ComplaintPlatform.Shared.Tests;

/// <summary>A SQLite database that fails as a server behind a network does.</summary>
internal sealed class FailingDatabase : DbTransactionInterceptor
{
    /// <summary>So many commits are lost before the database has them.</summary>
    public int LostBefore { get; set; }

    /// <summary>So many commits are made, and the answer is lost.</summary>
    public int LostAfter { get; set; }

    /// <summary>Called with each loss, before the gate knows of it.</summary>
    public Action? OnLoss { get; set; }

    public static SqliteException Busy() => new("database is locked", 5);

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction, TransactionEventData eventData, InterceptionResult result,
        CancellationToken cancellationToken = default)
    {
        if (LostBefore-- <= 0)
            return new(result);
        OnLoss?.Invoke();
        throw Busy();
    }

    public override Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
        LostAfter-- > 0 ? throw new TimeoutException("The answer is lost.") : Task.CompletedTask;
}

/// <summary>Fails the next reads.</summary>
internal sealed class FailingReads : DbCommandInterceptor
{
    public int Failing { get; set; }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default) =>
        Failing-- > 0 ? throw FailingDatabase.Busy() : new(result);
}

/// <summary>Gives contexts connections that forget their address when they are disposed of, as those to SQL Server do.</summary>
internal sealed class ForgetfulConnections : DbConnectionInterceptor
{
    public override InterceptionResult<DbConnection> ConnectionCreating(
        ConnectionCreatingEventData eventData, InterceptionResult<DbConnection> result) =>
        InterceptionResult<DbConnection>.SuppressWithResult(new ForgetfulConnection(eventData.Context!.Database.GetConnectionString()!));

    private sealed class ForgetfulConnection(string connectionString) : SqliteConnection(connectionString)
    {
        private bool _isDisposed;

        public override void Open()
        {
            if (_isDisposed)
                throw new InvalidOperationException("The ConnectionString property has not been initialized.");
            base.Open();
        }

        protected override void Dispose(bool disposing)
        {
            _isDisposed = true;
            base.Dispose(disposing);
        }
    }
}
