using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Identity.Storefronts;

/// <summary>Shows a storefront.</summary>
internal static class GetStorefront
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/{id}", HandleAsync).WithName(nameof(GetStorefront));

    internal static async Task<Results<TaggedOk<StorefrontResponse>, NotFoundProblem>> HandleAsync(
        string id, IdentityDbContext db, CancellationToken ct) =>
        db.Scope.Includes(id) && await db.Storefronts.AsNoTracking()
            .FirstOrDefaultAsync(storefront => storefront.Id == id, ct) is { } storefront
            ? ETags.Ok(StorefrontResponse.From(storefront), storefront.Version)
            : Problems.NotFound();
}

/// <summary>Lists the caller's storefronts.</summary>
internal static class ListStorefronts
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/", HandleAsync).WithName(nameof(ListStorefronts));

    internal static async Task<Ok<Page<StorefrontResponse>>> HandleAsync(PageRequest page, IdentityDbContext db, CancellationToken ct)
    {
        var mine = db.Scope.Storefronts.ToList();
        var storefronts = db.Storefronts.AsNoTracking().Where(storefront => db.Scope.AllStorefronts || mine.Contains(storefront.Id));
        var after = page.After?.Key;
        var rows = await storefronts.Where(storefront => after == null || storefront.Id.CompareTo(after) > 0)
            .OrderBy(storefront => storefront.Id).Take(page.Take).ToListAsync(ct);
        int? total = page.Count ? await storefronts.CountAsync(ct) : null;
        return TypedResults.Ok(page.ToPage(rows, storefront => new PageCursor(storefront.Id, ""), StorefrontResponse.From, total));
    }
}
