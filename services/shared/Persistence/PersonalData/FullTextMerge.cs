using System.Globalization;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ComplaintPlatform.Persistence.PersonalData;

/// <summary>
/// SQLite's FTS5 only marks entries as deleted until its segments are merged, and their words stay in the file till then: merged in steps,
/// so that others write in between.
/// </summary>
public static class FullTextMerge
{
    private const int Step = 400;

    /// <param name="indexes">Names of FTS5 tables, as the program knows them. Other databases have none.</param>
    public static async Task RunAsync<TContext>(
        TContext db, IUnitOfWork<TContext> unitOfWork, IReadOnlyList<string> indexes, CancellationToken ct)
        where TContext : ServiceDbContext
    {
        if (!db.Database.IsSqlite())
            return;
        foreach (var index in indexes)
        {
            // A negative number takes all segments into one merge, which the positive ones go on with
            for (var pages = -Step; await unitOfWork.RunAsync((writer, token) => MergeAsync(writer, index, pages, token), ct) > 1; pages = Step)
            {
                // Some changes are the work; one is the statement itself
            }
        }
    }

    private static async Task<long> MergeAsync(ServiceDbContext writer, string index, int pages, CancellationToken ct)
    {
        await using var command = writer.Database.GetDbConnection().CreateCommand();
        command.Transaction = writer.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = "SELECT total_changes()";
        var before = Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
#pragma warning disable CA2100 // Names of our own tables
        command.CommandText = $"INSERT INTO {index} ({index}, rank) VALUES ('merge', {pages})";
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
        command.CommandText = "SELECT total_changes()";
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture) - before;
    }
}
