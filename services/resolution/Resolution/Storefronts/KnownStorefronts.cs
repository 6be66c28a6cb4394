using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Storefronts;

/// <summary>The storefronts that the gateway has told of.</summary>
internal static class KnownStorefronts
{
    public static Task<bool> HasAsync(ResolutionDbContext db, string storefrontId, CancellationToken ct) =>
        db.StorefrontSettings.AnyAsync(row => row.Id == storefrontId, ct);

    /// <summary>Of a storefront that a body names; one in the query is refused before the handler.</summary>
    /// <exception cref="ProblemException">404 for a storefront that is not there or of others.</exception>
    public static async Task EnsureAsync(ResolutionDbContext db, Caller caller, string storefrontId, CancellationToken ct)
    {
        // What a token names was there when it was issued; this service may hear of it a moment later
        if (caller.AllStorefronts ? await HasAsync(db, storefrontId, ct) : caller.Storefronts.Contains(storefrontId))
            return;
        throw new ProblemException(404, "storefront.not_found", "There is no such storefront. | 没有该店铺。");
    }
}
