using System.Text.Json.Nodes;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.PersonalData;
using ComplaintPlatform.Resolution.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.PersonalData;

/// <summary>Why an emergency ended, in words; its times and steps stay.</summary>
internal sealed class EmergencyTrace : IPersonalTrace
{
    public string Kind => "emergencies";

    public async Task<int> CountAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) => (await FindAsync(db, scope, ct)).Count;

    public async Task<IReadOnlyList<JsonObject>> ReadAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) =>
        [.. (await FindAsync(db, scope, ct)).Select(found => new JsonObject { ["reason"] = found.Emergency.Reason })];

    public async Task EraseAsync(ServiceDbContext writer, PersonalScope scope, CancellationToken ct)
    {
        foreach (var (id, emergency) in await FindAsync(writer, scope, ct))
        {
            var kept = emergency with { Reason = null };
            await ((ResolutionDbContext)writer).Cases.Where(row => row.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Emergency, kept).SetProperty(row => row.Version, row => row.Version + 1), ct);
        }
    }

    private static async Task<IReadOnlyList<(Guid Id, Emergencies.Emergency Emergency)>> FindAsync(
        ServiceDbContext db, PersonalScope scope, CancellationToken ct)
    {
        var rows = await ((ResolutionDbContext)db).Cases.AsNoTracking()
            .Where(row => scope.ComplaintIds.Contains(row.Id) && row.Emergency != null)
            .Select(row => new { row.Id, row.Emergency }).ToListAsync(ct);
        return [.. rows.Where(row => row.Emergency!.Reason is not null).Select(row => (row.Id, row.Emergency!))];
    }
}
