using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Identity.ApiKeys;

public sealed record ApiKeyResponse(
    Guid Id, string StorefrontId, string Name, string Prefix, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    internal static ApiKeyResponse From(ApiKey key) => new(key.Id, key.StorefrontId, key.Name, key.Prefix, key.CreatedAt, key.RevokedAt);
}

/// <summary>Lists the keys of storefronts, those that were revoked among them; their texts are stored nowhere.</summary>
internal static class ListApiKeys
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/", HandleAsync).WithName(nameof(ListApiKeys));

    internal static async Task<Ok<Page<ApiKeyResponse>>> HandleAsync(
        PageRequest page, IdentityDbContext db, CancellationToken ct, string? storefrontId = null)
    {
        var keys = db.ApiKeys.AsNoTracking().Where(key => storefrontId == null || key.StorefrontId == storefrontId);
        var rows = await keys.PageBy(page, key => key.CreatedAt, key => key.Id).ToListAsync(ct);
        int? total = page.Count ? await keys.CountAsync(ct) : null;
        return TypedResults.Ok(page.ToPage(rows, key => PageCursor.Of(key.CreatedAt, key.Id), ApiKeyResponse.From, total));
    }
}
