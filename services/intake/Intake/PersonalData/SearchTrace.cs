using System.Globalization;
using System.Text.Json.Nodes;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.PersonalData;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ComplaintPlatform.Intake.PersonalData;

/// <summary>What full-text search knows of the complaints.</summary>
internal sealed class SearchTrace : IPersonalTrace
{
    private const int Step = 400;

    public string Kind => "search";

    public async Task<int> CountAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct)
    {
        var sum = 0;
        foreach (var id in scope.ComplaintIds)
            sum += await db.Database.SqlQuery<int>($"SELECT COUNT(*) AS Value FROM SearchParts WHERE ComplaintId = {id}").SingleAsync(ct);
        return sum;
    }

    // Made of the texts that are read elsewhere
    public Task<IReadOnlyList<JsonObject>> ReadAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<JsonObject>>([]);

    public async Task EraseAsync(ServiceDbContext writer, PersonalScope scope, CancellationToken ct)
    {
        var isSqlite = writer.Database.IsSqlite();
        foreach (var id in scope.ComplaintIds)
        {
            if (isSqlite)
                await writer.Database.ExecuteSqlAsync(
                    $"DELETE FROM SearchIndex WHERE rowid IN (SELECT RowId FROM SearchParts WHERE ComplaintId = {id})", ct);
            else
                await writer.Database.ExecuteSqlAsync(
                    $"DELETE FROM SearchTerms WHERE PartId IN (SELECT Id FROM SearchParts WHERE ComplaintId = {id})", ct);
            await writer.Database.ExecuteSqlAsync($"DELETE FROM SearchParts WHERE ComplaintId = {id}", ct);
        }
    }

    /// <summary>
    /// FTS5 only marks entries as deleted until its segments are merged, and their words stay in the file till then: merged in steps, so that others
    /// write in between.
    /// </summary>
    public static async Task ForgetAsync(IntakeDbContext db, IUnitOfWork<IntakeDbContext> unitOfWork, CancellationToken ct)
    {
        if (!db.Database.IsSqlite())
            return;
        // A negative number takes all segments into one merge, which the positive ones go on with
        for (var pages = -Step; await unitOfWork.RunAsync((writer, token) => MergeAsync(writer, pages, token), ct) > 1; pages = Step)
        {
            // Some changes are the work; one is the statement itself
        }
    }

    private static async Task<long> MergeAsync(IntakeDbContext writer, int pages, CancellationToken ct)
    {
        var before = await ChangesAsync(writer, ct);
        await writer.Database.ExecuteSqlAsync($"INSERT INTO SearchIndex (SearchIndex, rank) VALUES ('merge', {pages})", ct);
        return await ChangesAsync(writer, ct) - before;
    }

    private static async Task<long> ChangesAsync(IntakeDbContext writer, CancellationToken ct)
    {
        await using var command = writer.Database.GetDbConnection().CreateCommand();
        command.Transaction = writer.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = "SELECT total_changes()";
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture);
    }
}
