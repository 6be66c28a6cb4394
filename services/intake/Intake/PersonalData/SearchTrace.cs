using System.Text.Json.Nodes;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.PersonalData;

/// <summary>What full-text search knows of the complaints.</summary>
internal sealed class SearchTrace : IPersonalTrace
{
    public const string Index = "SearchIndex";

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
}
