using System.Text.Json;
using ComplaintPlatform.Resolution.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Learning.Precedents;

/// <summary>A table of tokens on SQL Server, whose own full text is an optional feature and cuts Chinese into words of its own.</summary>
internal sealed class SqlServerPrecedentIndex : IPrecedentIndex
{
    // Counting more than this tells no more: it is common
    private const int Common = 20_000;

    public async Task WriteAsync(ResolutionDbContext db, Guid precedent, IReadOnlyCollection<string> tokens, CancellationToken ct)
    {
        await RemoveAsync(db, precedent, ct);
        var terms = JsonSerializer.Serialize(tokens);
        await db.Database.ExecuteSqlAsync(
            $"""
            DECLARE @number bigint = ISNULL((SELECT MAX(Number) FROM PrecedentParts WITH (UPDLOCK, HOLDLOCK)), 0) + 1;
            INSERT INTO PrecedentParts (Number, PrecedentId) VALUES (@number, {precedent});
            INSERT INTO PrecedentTerms (Term, Number) SELECT DISTINCT value COLLATE Latin1_General_100_BIN2, @number FROM OPENJSON({terms});
            """, ct);
    }

    public async Task RemoveAsync(ResolutionDbContext db, Guid precedent, CancellationToken ct) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            DELETE t FROM PrecedentTerms t JOIN PrecedentParts p ON p.Number = t.Number WHERE p.PrecedentId = {precedent};
            DELETE FROM PrecedentParts WHERE PrecedentId = {precedent};
            """, ct);

    public async Task<Dictionary<string, long>> FrequenciesAsync(
        ResolutionDbContext db, IReadOnlyCollection<string> tokens, CancellationToken ct)
    {
        var frequencies = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var token in tokens)
        {
            var count = await db.Set<PrecedentTerm>().Where(row => row.Term == token).Take(Common).CountAsync(ct);
            if (count > 0)
                frequencies[token] = count;
        }

        return frequencies;
    }

    public async Task<IReadOnlyList<PrecedentHit>> FindAsync(
        ResolutionDbContext db, IReadOnlyList<string> tokens, int most, CancellationToken ct)
    {
        var hits = new List<PrecedentHit>();
        for (var at = 0; at < tokens.Count; at++)
        {
            var token = tokens[at];
            var numbers = await db.Set<PrecedentTerm>().Where(row => row.Term == token).OrderByDescending(row => row.Number).Take(most)
                .Select(row => row.Number).ToListAsync(ct);
            hits.AddRange(numbers.Select(number => new PrecedentHit(at, number)));
        }

        return hits;
    }

    public Task<Dictionary<long, Guid>> IdsAsync(ResolutionDbContext db, IReadOnlyCollection<long> keys, CancellationToken ct) =>
        db.Set<PrecedentPart>().Where(row => keys.Contains(row.Number)).ToDictionaryAsync(row => row.Number, row => row.PrecedentId, ct);
}

/// <summary>The number of a precedent in the index: the later it was closed the higher.</summary>
internal sealed class PrecedentPart
{
    public long Number { get; init; }

    public Guid PrecedentId { get; init; }
}

internal sealed class PrecedentTerm
{
    public string Term { get; init; } = "";

    public long Number { get; init; }

    public static void Map(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<PrecedentPart>(table =>
        {
            table.ToTable("PrecedentParts");
            table.HasKey(row => row.Number);
            table.HasIndex(row => row.PrecedentId).IsUnique();
        });
        modelBuilder.Entity<PrecedentTerm>(table =>
        {
            table.ToTable("PrecedentTerms");
            table.HasKey(row => new { row.Term, row.Number });
            table.Property(row => row.Term).HasMaxLength(60);
            table.HasIndex(row => row.Number);
        });
    }
}
