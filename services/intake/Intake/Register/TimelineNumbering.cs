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

        // The storefronts in one order for all: two replicas that raise the same counters never wait for each other. From here on no other
        // writer of these storefronts is in, so what stands at the heads of their chains stays there until the commit.
        var ofStorefronts = added.GroupBy(entry => entry.StorefrontId).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        var raised = new List<long>(ofStorefronts.Count);
        foreach (var ofStorefront in ofStorefronts)
            raised.Add(await RaiseCounterAsync(db, ofStorefront.Key, ofStorefront.Count(), ct));

        var heads = await HeadsAsync(db, [.. added.Select(entry => entry.ComplaintId).Distinct()], ct);
        foreach (var (ofStorefront, last) in ofStorefronts.Zip(raised))
        {
            var feedNumber = last - ofStorefront.Count();
            foreach (var ofComplaint in ofStorefront.GroupBy(entry => entry.ComplaintId))
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

    /// <summary>
    /// Locks the counters of all storefronts that the members of a group write to, in one order for all replicas. They are raised by each
    /// member: one that is rolled back must leave no gap.
    /// </summary>
    public static async Task LockCountersAsync(IntakeDbContext writer, IEnumerable<IntakeDbContext> members, CancellationToken ct)
    {
        // SQLite has one writer
        if (writer.Database.IsSqlite())
            return;
        var storefronts = members.SelectMany(Added<TimelineEntry>).Select(entry => entry.StorefrontId).Distinct()
            .Order(StringComparer.Ordinal);
        foreach (var storefrontId in storefronts)
        {
            await using var command =
                CommandOn(writer, "SELECT Last FROM FeedCounters WITH (UPDLOCK, HOLDLOCK) WHERE StorefrontId = @id", storefrontId);
            await command.ExecuteScalarAsync(ct);
        }
    }

    // In the order in which they were recorded
    private static List<TRow> Added<TRow>(IntakeDbContext db)
        where TRow : class =>
        [.. db.ChangeTracker.Entries<TRow>().Where(entry => entry.State is EntityState.Added).Select(entry => entry.Entity)];

    /// <summary>The last entry of each complaint that has one.</summary>
    private static async Task<Dictionary<Guid, (int Sequence, string Hash)>> HeadsAsync(
        IntakeDbContext db, IEnumerable<Guid> complaintIds, CancellationToken ct)
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
        var sql = db.Database.IsSqlite()
            ? "INSERT INTO FeedCounters (StorefrontId, Last) VALUES (@id, @by) ON CONFLICT (StorefrontId) DO UPDATE SET Last = Last + @by RETURNING Last"
            : "UPDATE FeedCounters WITH (UPDLOCK, HOLDLOCK) SET Last = Last + @by OUTPUT inserted.Last WHERE StorefrontId = @id; " +
              "IF @@ROWCOUNT = 0 INSERT INTO FeedCounters (StorefrontId, Last) OUTPUT inserted.Last VALUES (@id, @by)";
        await using var command = CommandOn(db, sql, storefrontId);
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

    private static DbCommand CommandOn(IntakeDbContext db, string sql, string storefrontId)
    {
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
        command.CommandText = sql;
        AddParameter(command, "@id", storefrontId);
        return command;
    }

    private static void AddParameter(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }
}
