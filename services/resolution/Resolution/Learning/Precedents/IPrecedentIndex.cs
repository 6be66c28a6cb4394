using ComplaintPlatform.Resolution.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Learning.Precedents;

/// <summary>Which precedents have which tokens; each database has its own way to it.</summary>
internal interface IPrecedentIndex
{
    /// <summary>Takes a precedent in, or anew, inside the commit's transaction.</summary>
    Task WriteAsync(ResolutionDbContext db, Guid precedent, IReadOnlyCollection<string> tokens, CancellationToken ct);

    /// <summary>Forgets its tokens.</summary>
    Task RemoveAsync(ResolutionDbContext db, Guid precedent, CancellationToken ct);

    /// <summary>About how many precedents have each token, from a sample: enough to know the rare from the common.</summary>
    Task<Dictionary<string, long>> FrequenciesAsync(ResolutionDbContext db, IReadOnlyCollection<string> tokens, CancellationToken ct);

    /// <summary>For each token its precedents, the latest first and at most <paramref name="most"/>.</summary>
    Task<IReadOnlyList<PrecedentHit>> FindAsync(ResolutionDbContext db, IReadOnlyList<string> tokens, int most, CancellationToken ct);

    /// <summary>The precedents behind keys of hits.</summary>
    Task<Dictionary<long, Guid>> IdsAsync(ResolutionDbContext db, IReadOnlyCollection<long> keys, CancellationToken ct);
}

/// <param name="Token">Its place in the question.</param>
/// <param name="Key">The precedent's number in the index.</param>
internal readonly record struct PrecedentHit(int Token, long Key);

internal static class PrecedentIndexing
{
    private static readonly SqlitePrecedentIndex Sqlite = new();
    private static readonly SqlServerPrecedentIndex SqlServer = new();

    public static IPrecedentIndex For(ResolutionDbContext db) => db.Database.IsSqlite() ? Sqlite : SqlServer;

    /// <summary>Brings the index to what the commit brings.</summary>
    public static async Task WriteAsync(ResolutionDbContext db, CancellationToken ct)
    {
        foreach (var entry in db.ChangeTracker.Entries<Precedent>().ToList())
        {
            if (entry.State is EntityState.Deleted)
                await For(db).RemoveAsync(db, entry.Entity.Id, ct);
            else if (entry.Entity.NewTokens is { } tokens)
                await For(db).WriteAsync(db, entry.Entity.Id, tokens, ct);
        }
    }
}
