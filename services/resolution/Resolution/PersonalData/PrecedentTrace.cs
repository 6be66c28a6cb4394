using System.Text.Json.Nodes;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.PersonalData;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Learning.Precedents;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.PersonalData;

/// <summary>
/// What was done in a closed case, in words, and the words by which it is found. Category, remedies, sum and satisfaction stay: they teach
/// without telling of whom.
/// </summary>
internal sealed class PrecedentTrace : IPersonalTrace
{
    public static readonly IReadOnlyList<string> Indexes = ["PrecedentIndex", "PrecedentSample"];

    public string Kind => "precedents";

    public Task<int> CountAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) => Told(db, scope).CountAsync(ct);

    public async Task<IReadOnlyList<JsonObject>> ReadAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) =>
        [.. (await Told(db, scope).Select(row => row.Solution).ToListAsync(ct)).Select(solution => new JsonObject { ["solution"] = solution })];

    public async Task EraseAsync(ServiceDbContext writer, PersonalScope scope, CancellationToken ct)
    {
        var db = (ResolutionDbContext)writer;
        foreach (var id in await db.Precedents.Where(row => scope.ComplaintIds.Contains(row.Id)).Select(row => row.Id).ToListAsync(ct))
            await PrecedentIndexing.For(db).RemoveAsync(db, id, ct);
        await Told(writer, scope).ExecuteUpdateAsync(set => set.SetProperty(row => row.Solution, (string?)null), ct);
    }

    private static IQueryable<Precedent> Told(ServiceDbContext db, PersonalScope scope) =>
        ((ResolutionDbContext)db).Precedents.Where(row => scope.ComplaintIds.Contains(row.Id) && row.Solution != null);
}
