using System.Text.Json.Nodes;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.PersonalData;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.PersonalData;

/// <summary>
/// Rows that carry digests of an order's number and of the customer. They only let writers take turns, and come anew where they are needed.
/// </summary>
internal sealed class ExposureTrace : IPersonalTrace
{
    public string Kind => "exposures";

    public async Task<int> CountAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) => await (await RowsAsync(db, scope, ct)).CountAsync(ct);

    public Task<IReadOnlyList<JsonObject>> ReadAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<JsonObject>>([]);

    public async Task EraseAsync(ServiceDbContext writer, PersonalScope scope, CancellationToken ct) =>
        await (await RowsAsync(writer, scope, ct)).ExecuteDeleteAsync(ct);

    private static async Task<IQueryable<ExposureRow>> RowsAsync(ServiceDbContext context, PersonalScope scope, CancellationToken ct)
    {
        var db = (ResolutionDbContext)context;
        var cases = await db.Cases.AsNoTracking().Where(row => scope.ComplaintIds.Contains(row.Id))
            .Select(row => new { row.StorefrontId, row.CustomerId, row.OrderExternalId }).ToListAsync(ct);
        var keys = cases.SelectMany(row => Exposures.PersonalKeysOf(row.StorefrontId, row.CustomerId, row.OrderExternalId)).ToHashSet();
        return db.ExposureRows.Where(row => keys.Contains(row.Key));
    }
}
