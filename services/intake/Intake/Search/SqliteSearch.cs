using ComplaintPlatform.Intake.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ComplaintPlatform.Intake.Search;

/// <summary>SQLite's FTS5 over our own tokens. The index keeps no text of its own; <c>SearchParts</c> says whose each entry is.</summary>
internal sealed class SqliteSearch : IComplaintSearch
{
    public async Task IndexAsync(IntakeDbContext db, SearchText text, CancellationToken ct)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText =
            "INSERT INTO SearchParts (ComplaintId) VALUES (@id); " +
            "INSERT INTO SearchIndex (rowid, Words, People) VALUES (last_insert_rowid(), @words, @people)";
        command.AddParameter("@id", text.ComplaintId);
        command.AddParameter("@words", string.Join(' ', text.Words));
        command.AddParameter("@people", string.Join(' ', text.People));
        await command.ExecuteNonQueryAsync(ct);
    }

    public IQueryable<Guid> Find(IntakeDbContext db, IReadOnlyList<string> phrase, bool people)
    {
        // Tokens are letters and digits: nothing in them can end the quotes
        var match = $"{(people ? "{Words People}" : "Words")} : \"{string.Join(' ', phrase)}\" *";
        return db.Database.SqlQuery<Guid>(
            $"SELECT p.ComplaintId AS Value FROM SearchIndex JOIN SearchParts p ON p.RowId = SearchIndex.rowid WHERE SearchIndex MATCH {match}");
    }
}
