using System.Data.Common;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace ComplaintPlatform.Intake.Register;

/// <summary>
/// Gives new timeline entries their place in the complaint's chain and in the storefront's feed, inside the commit: no other
/// writer is in, so neither has gaps, and what a reader has seen is never put before something it has not.
/// </summary>
internal static class TimelineNumbering
{
    public static async Task AssignAsync(IntakeDbContext db, CancellationToken ct)
    {
        var added = Added<TimelineEntry>(db);
        if (added.Count == 0)
            return;

        var heads = await HeadsAsync(db, [.. added.Select(entry => entry.ComplaintId).Distinct()], ct);
        foreach (var ofStorefront in added.GroupBy(entry => entry.StorefrontId))
        {
            var entries = ofStorefront.ToList();
            var feedNumber = await RaiseCounterAsync(db, ofStorefront.Key, entries.Count, ct) - entries.Count;
            foreach (var ofComplaint in entries.GroupBy(entry => entry.ComplaintId))
            {
                var (sequence, hash) = heads.GetValueOrDefault(ofComplaint.Key, (0, ""));
                foreach (var entry in ofComplaint)
                {
                    entry.Append(++sequence, ++feedNumber, hash);
                    hash = entry.Hash;
                }
            }
        }
    }

    // In the order in which they were recorded
    private static List<TRow> Added<TRow>(IntakeDbContext db)
        where TRow : class =>
        [.. db.ChangeTracker.Entries<TRow>().Where(entry => entry.State is EntityState.Added).Select(entry => entry.Entity)];

    /// <summary>The last entry of each complaint that has one.</summary>
    private static async Task<Dictionary<Guid, (int Sequence, string Hash)>> HeadsAsync(IntakeDbContext db, IEnumerable<Guid> complaintIds, CancellationToken ct)
    {
        // A complaint that is born in this commit has no entry yet
        var born = Added<Complaint>(db).Select(complaint => complaint.Id).ToHashSet();
        var ids = complaintIds.Where(id => !born.Contains(id)).ToList();
        var timeline = db.Timeline.AsNoTracking().IgnoreQueryFilters();
        switch (ids)
        {
            case []:
                return [];
            case [var id]:
                var last = await timeline.Where(entry => entry.ComplaintId == id)
                    .OrderByDescending(entry => entry.Sequence).Select(entry => new { entry.Sequence, entry.Hash }).FirstOrDefaultAsync(ct);
                return last is null ? [] : new() { [id] = (last.Sequence, last.Hash) };
            default:
                var heads = await timeline
                    .Where(entry => ids.Contains(entry.ComplaintId)
                        && entry.Sequence == timeline.Where(other => other.ComplaintId == entry.ComplaintId).Max(other => other.Sequence))
                    .Select(entry => new { entry.ComplaintId, entry.Sequence, entry.Hash }).ToListAsync(ct);
                return heads.ToDictionary(head => head.ComplaintId, head => (head.Sequence, head.Hash));
        }
    }

    private static async Task<long> RaiseCounterAsync(IntakeDbContext db, string storefrontId, int by, CancellationToken ct)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = db.Database.IsSqlite()
            ? "INSERT INTO FeedCounters (StorefrontId, Last) VALUES (@id, @by) ON CONFLICT (StorefrontId) DO UPDATE SET Last = Last + @by RETURNING Last"
            : "UPDATE FeedCounters WITH (UPDLOCK, HOLDLOCK) SET Last = Last + @by OUTPUT inserted.Last WHERE StorefrontId = @id; " +
              "IF @@ROWCOUNT = 0 INSERT INTO FeedCounters (StorefrontId, Last) OUTPUT inserted.Last VALUES (@id, @by)";
        AddParameter(command, "@id", storefrontId);
        AddParameter(command, "@by", (long)by);

        await using var reader = await command.ExecuteReaderAsync(ct);
        do
        {
            if (await reader.ReadAsync(ct))
                return reader.GetInt64(0);
        }
        while (await reader.NextResultAsync(ct));
        throw new InvalidOperationException("The feed counter gave no number.");
    }

    private static void AddParameter(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
