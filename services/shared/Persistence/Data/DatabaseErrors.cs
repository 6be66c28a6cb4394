using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Persistence.Data;

internal static class DatabaseErrors
{
    private const int SqliteConstraint = 19;
    private const int SqlitePrimaryKey = 1555;
    private const int SqliteUnique = 2067;
    private const int SqlServerUniqueIndex = 2601;
    private const int SqlServerUniqueConstraint = 2627;

    public static bool IsUniqueViolation(Exception exception) => exception is DbUpdateException { InnerException: { } inner } && inner switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode == SqliteConstraint && sqlite.SqliteExtendedErrorCode is SqlitePrimaryKey or SqliteUnique,
        SqlException sqlServer => sqlServer.Number is SqlServerUniqueIndex or SqlServerUniqueConstraint,
        _ => false,
    };

    /// <summary>Concerns one writer's own rows and leaves the transaction around it usable.</summary>
    public static bool IsOwnFault(Exception exception) =>
        exception is DbUpdateConcurrencyException or InvalidOperationException or ArgumentException || IsUniqueViolation(exception) ||
        exception is DbUpdateException { InnerException: SqliteException { SqliteErrorCode: SqliteConstraint } };
}
