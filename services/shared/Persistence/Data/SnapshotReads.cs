using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// On SQL Server a reader waits for the writers of the rows it looks at, unless the database lets it read the last committed version. EF
/// sets that for a database it creates itself; for others it is done here.
/// </summary>
internal static class SnapshotReads
{
    /// <summary>For a script: it must not end where the account may not, or where others are connected.</summary>
    public const string Script = """
        -- Filtered indexes need this, and sqlcmd leaves it off
        SET QUOTED_IDENTIFIER ON;
        GO

        -- Readers must not wait for writers
        BEGIN TRY
            IF EXISTS (SELECT * FROM sys.databases WHERE database_id = DB_ID() AND is_read_committed_snapshot_on = 0)
                ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH NO_WAIT;
        END TRY
        BEGIN CATCH
            PRINT N'READ_COMMITTED_SNAPSHOT is off and could not be set: ' + ERROR_MESSAGE();
        END CATCH;
        GO


        """;

    private const string IsOn = "SELECT is_read_committed_snapshot_on AS [Value] FROM sys.databases WHERE database_id = DB_ID()";
    private const string TurnOn = "ALTER DATABASE CURRENT SET READ_COMMITTED_SNAPSHOT ON WITH NO_WAIT";

    /// <returns>Why it is off, where it can not be set; <c>null</c> where it is on.</returns>
    public static async Task<string?> TurnOnAsync(DatabaseFacade database, CancellationToken ct)
    {
        try
        {
            if (!await database.SqlQueryRaw<bool>(IsOn).SingleAsync(ct))
                await database.ExecuteSqlRawAsync(TurnOn, ct);
            return null;
        }
        catch (SqlException refused)
        {
            return $"READ_COMMITTED_SNAPSHOT is off and could not be set, so readers wait for writers: {refused.Message}";
        }
    }
}
