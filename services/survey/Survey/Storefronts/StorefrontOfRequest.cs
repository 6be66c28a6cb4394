using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Storefronts;

internal static class StorefrontOfRequest
{
    /// <summary>The named storefront, or the only one of the caller.</summary>
    /// <exception cref="ValidationProblemException">None is named and the caller has several, or it is not the caller's.</exception>
    public static string Of(string? named, Caller caller)
    {
        var only = caller is { AllStorefronts: false, Storefronts.Count: 1 } ? caller.Storefronts[0] : null;
        var storefrontId = named ?? only ?? throw new ValidationProblemException(
            ("/storefrontId", "Name the storefront: your account is not bound to one. | 请指明店铺:当前账号未绑定唯一店铺。"));
        return caller.AllStorefronts || caller.Storefronts.Contains(storefrontId)
            ? storefrontId
            : throw new ValidationProblemException(("/storefrontId", "There is no such storefront. | 店铺不存在。"));
    }

    /// <summary>
    /// Which storefront figures are of: the named one, else the only one there is for the caller. Named, the database finds its rows by an
    /// index; a filter for one or all cannot use it.
    /// </summary>
    /// <returns><c>null</c> where there are several.</returns>
    public static async Task<string?> OfFiguresAsync(string? named, Caller caller, SurveyDbContext db, CancellationToken ct)
    {
        if (named is not null)
            return named;
        if (caller is { AllStorefronts: false, Storefronts: [var own] })
            return own;
        var known = await db.KnownStorefronts.AsNoTracking().OrderBy(row => row.StorefrontId).Select(row => row.StorefrontId).Take(2)
            .ToListAsync(ct);
        return known is [var only] ? only : null;
    }
}
