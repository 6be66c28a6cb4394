using System.Text.Json.Nodes;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.PersonalData;
using ComplaintPlatform.Survey.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.PersonalData;

/// <summary>
/// What a customer is known again by, on complaints and on later orders. An erasure puts a made-up key in its place, the same on both:
/// repurchase is still counted, and nothing that the storefront sends later leads to the customer any more.
/// </summary>
internal sealed class CustomerKeyTrace : IPersonalTrace
{
    private const string Erased = "erased-";

    public string Kind => "customer_keys";

    public Task<int> CountAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) => KeysOf(db, scope).CountAsync(ct);

    // A digest tells the customer nothing
    public Task<IReadOnlyList<JsonObject>> ReadAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<JsonObject>>([]);

    public async Task EraseAsync(ServiceDbContext writer, PersonalScope scope, CancellationToken ct)
    {
        var db = (SurveyDbContext)writer;
        foreach (var (storefront, key) in (await KeysOf(writer, scope).ToListAsync(ct)).Distinct().Select(row => (row.StorefrontId, row.Key)))
        {
            var madeUp = $"{Erased}{Guid.NewGuid():N}";
            await db.Complaints.IgnoreQueryFilters().Where(row => row.StorefrontId == storefront && row.CustomerKey == key)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.CustomerKey, madeUp).SetProperty(row => row.Version, row => row.Version + 1), ct);
            await db.CustomerOrders.IgnoreQueryFilters().Where(row => row.StorefrontId == storefront && row.CustomerKey == key)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.CustomerKey, madeUp), ct);
        }
    }

    private static IQueryable<CustomerKeyOf> KeysOf(ServiceDbContext db, PersonalScope scope)
    {
        var ids = scope.ComplaintIds.ToList();
        return ((SurveyDbContext)db).Complaints.IgnoreQueryFilters().AsNoTracking()
            .Where(row => ids.Contains(row.ComplaintId) && row.CustomerKey != null && !row.CustomerKey.StartsWith(Erased))
            .Select(row => new CustomerKeyOf(row.StorefrontId, row.CustomerKey!));
    }

    private sealed record CustomerKeyOf(string StorefrontId, string Key);
}
