using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Persistence.Data;

internal static class DatabaseErrors
{
    private const int SqliteBusy = 5;
    private const int SqliteConstraint = 19;
    private const int SqlitePrimaryKey = 1555;
    private const int SqliteUnique = 2067;

    private const int UniqueIndex = 2601;
    private const int UniqueConstraint = 2627;
    private const int ForeignKey = 547;
    private const int NullRefused = 515;
    private const int TooLong = 2628;
    private const int TooLongUnnamed = 8152;

    /// <summary>From here on SQL Server ends the connection.</summary>
    private const int Fatal = 20;

    /// <summary>
    /// What passes by itself: a time limit (-2), deadlocks and locks (1204, 1205, 1222), collisions of snapshots (3960), a database that is
    /// opened, moved or short of something (the others; those of five digits are Azure's).
    /// </summary>
    private static readonly HashSet<int> Passing =
    [
        -2, 701, 921, 978, 983, 1204, 1205, 1222, 3935, 3960, 4060, 6005, 8645, 8651, 10928, 10929, 10936, 17142, 40197, 40501, 40613,
        49918, 49919, 49920,
    ];

    public static bool IsUniqueViolation(Exception exception) => exception is DbUpdateException { InnerException: { } inner }
        && inner switch
        {
            SqliteException sqlite => sqlite.SqliteErrorCode == SqliteConstraint
                && sqlite.SqliteExtendedErrorCode is SqlitePrimaryKey or SqliteUnique,
            SqlException sqlServer => sqlServer.Number is UniqueIndex or UniqueConstraint,
            _ => false,
        };

    /// <summary>Concerns one writer's own rows and leaves the transaction around it usable.</summary>
    public static bool IsOwnFault(Exception exception) => exception switch
    {
        DbUpdateConcurrencyException or InvalidOperationException or ArgumentException => true,
        DbUpdateException { InnerException: SqliteException { SqliteErrorCode: SqliteConstraint } } => true,
        DbUpdateException { InnerException: SqlException { Number: ForeignKey or NullRefused or TooLong or TooLongUnnamed } } => true,
        _ => IsUniqueViolation(exception),
    };

    /// <summary>The same again has good chances: another was in the way, or the connection is lost.</summary>
    public static bool IsPassing(Exception exception) => exception switch
    {
        SqlException sqlServer => IsPassing(sqlServer.Number, sqlServer.Class),
        SqliteException sqlite => sqlite.SqliteErrorCode == SqliteBusy,
        TimeoutException => true,
        _ => exception.InnerException is { } inner && IsPassing(inner),
    };

    internal static bool IsPassing(int number, int severity) => severity >= Fatal || Passing.Contains(number);
}
