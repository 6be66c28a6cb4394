using ComplaintPlatform.Intake.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage;

namespace ComplaintPlatform.Intake.Register;

/// <summary>
/// Where the chain of a complaint's timeline ends. A chain proves every entry but its last; this proves that none is cut off at the end.
/// </summary>
internal sealed class TimelineHead
{
    public Guid ComplaintId { get; init; }

    public int Sequence { get; init; }

    public string Hash { get; init; } = "";

    /// <summary>Inside the commit, after the new entries have their numbers.</summary>
    public static async Task WriteAsync(IntakeDbContext db, CancellationToken ct)
    {
        var heads = db.ChangeTracker.Entries<TimelineEntry>().Where(entry => entry.State is EntityState.Added).Select(entry => entry.Entity)
            .GroupBy(entry => entry.ComplaintId).Select(group => group.MaxBy(entry => entry.Sequence)!).ToList();
        foreach (var head in heads)
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
            command.CommandText = db.Database.IsSqlite()
                ? "INSERT INTO TimelineHeads (ComplaintId, Sequence, Hash) VALUES (@id, @sequence, @hash) " +
                  "ON CONFLICT (ComplaintId) DO UPDATE SET Sequence = @sequence, Hash = @hash"
                : "UPDATE TimelineHeads WITH (UPDLOCK, HOLDLOCK) SET Sequence = @sequence, Hash = @hash WHERE ComplaintId = @id; " +
                  "IF @@ROWCOUNT = 0 INSERT INTO TimelineHeads (ComplaintId, Sequence, Hash) VALUES (@id, @sequence, @hash)";
            command.AddParameter("@id", head.ComplaintId);
            command.AddParameter("@sequence", head.Sequence);
            command.AddParameter("@hash", head.Hash);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    public static void Map(EntityTypeBuilder<TimelineHead> table)
    {
        table.ToTable("TimelineHeads");
        table.HasKey(row => row.ComplaintId);
        table.Property(row => row.Hash).HasMaxLength(64);
    }
}
