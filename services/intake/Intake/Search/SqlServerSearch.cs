using System.Text.Json;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ComplaintPlatform.Intake.Search;

/// <summary>
/// A table of tokens on SQL Server, whose own full text is an optional feature and cuts Chinese into words of its own. The first token
/// leads to the parts by index; that the others follow it is checked in the part itself.
/// </summary>
internal sealed class SqlServerSearch : IComplaintSearch
{
    public async Task IndexAsync(IntakeDbContext db, SearchText text, CancellationToken ct)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText =
            "INSERT INTO SearchParts (Id, ComplaintId, Words, People) VALUES (@part, @complaint, @words, @people); " +
            "INSERT INTO SearchTerms (Term, InPeople, PartId) SELECT DISTINCT value, 0, @part FROM OPENJSON(@wordTerms); " +
            "INSERT INTO SearchTerms (Term, InPeople, PartId) SELECT DISTINCT value, 1, @part FROM OPENJSON(@peopleTerms)";
        command.AddParameter("@part", SequentialId.Next());
        command.AddParameter("@complaint", text.ComplaintId);
        command.AddParameter("@words", Row(text.Words));
        command.AddParameter("@people", Row(text.People));
        command.AddParameter("@wordTerms", JsonSerializer.Serialize(text.Words));
        command.AddParameter("@peopleTerms", JsonSerializer.Serialize(text.People));
        await command.ExecuteNonQueryAsync(ct);
    }

    public IQueryable<Guid> Find(IntakeDbContext db, IReadOnlyList<string> phrase, bool people)
    {
        // Tokens are letters and digits: they hold none of LIKE's signs
        var first = phrase.Count == 1 ? phrase[0] + "%" : phrase[0];
        var row = "% " + string.Join(' ', phrase) + "%";
        return people
            ? db.Database.SqlQuery<Guid>(
                $"SELECT p.ComplaintId AS Value FROM SearchTerms t JOIN SearchParts p ON p.Id = t.PartId WHERE t.Term LIKE {first} AND (p.Words LIKE {row} OR p.People LIKE {row})")
            : db.Database.SqlQuery<Guid>(
                $"SELECT p.ComplaintId AS Value FROM SearchTerms t JOIN SearchParts p ON p.Id = t.PartId WHERE t.Term LIKE {first} AND t.InPeople = 0 AND p.Words LIKE {row}");
    }

    private static string Row(IReadOnlyList<string> tokens) => " " + string.Join(' ', tokens) + " ";
}

/// <summary>Part of a complaint's searchable text, as a row of its tokens.</summary>
internal sealed class SearchPart
{
    public Guid Id { get; init; }

    public Guid ComplaintId { get; init; }

    public string Words { get; init; } = "";

    public string People { get; init; } = "";
}

internal sealed class SearchTerm
{
    public string Term { get; init; } = "";

    public bool InPeople { get; init; }

    public Guid PartId { get; init; }

    public static void Map(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SearchPart>(table =>
        {
            table.ToTable("SearchParts");
            table.Property(row => row.Words).HasMaxLength(-1).UseCollation("Latin1_General_100_BIN2");
            table.Property(row => row.People).HasMaxLength(-1).UseCollation("Latin1_General_100_BIN2");
            table.HasIndex(row => row.ComplaintId);
        });
        modelBuilder.Entity<SearchTerm>(table =>
        {
            table.ToTable("SearchTerms");
            table.HasKey(row => new { row.Term, row.InPeople, row.PartId });
            table.Property(row => row.Term).HasMaxLength(60).UseCollation("Latin1_General_100_BIN2");
            table.HasIndex(row => row.PartId);
        });
    }
}
