using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Identity.ApiKeys;

/// <param name="ExpiresAt">From then on it is no key any more; <c>null</c>: until it is revoked.</param>
/// <param name="Scopes"><c>read</c> alone may GET and nothing else.</param>
/// <param name="LastUsedAt">When it was last used, to the minute; <c>null</c>: never.</param>
public sealed record ApiKeyResponse(
    Guid Id, string StorefrontId, string Name, string Prefix, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt,
    DateTimeOffset? ExpiresAt, IReadOnlyList<ApiKeyScope> Scopes, DateTimeOffset? LastUsedAt)
{
    internal static ApiKeyResponse From(ApiKey key) => new(
        key.Id, key.StorefrontId, key.Name, key.Prefix, key.CreatedAt, key.RevokedAt, key.ExpiresAt, ScopesOf(key), key.LastUsedAt);

    internal static IReadOnlyList<ApiKeyScope> ScopesOf(ApiKey key) =>
        key.ReadsOnly ? [ApiKeyScope.Read] : [ApiKeyScope.Read, ApiKeyScope.Write];
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
