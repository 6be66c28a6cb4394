using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Resolution.Storefronts;

/// <summary>A storefront that is named is one that is there, and the caller's: a wrong name is no empty answer.</summary>
internal static class KnownStorefronts
{
    private const string Parameter = "storefrontId";

    public static TBuilder WithKnownStorefronts<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            if (http.Request.Query.TryGetValue(Parameter, out var named))
                await EnsureAsync(http.RequestServices.GetRequiredService<ResolutionDbContext>(), Caller.Of(http.User), named.ToString(), http.RequestAborted);
            return await next(context);
        });

    /// <exception cref="ProblemException">404 for a storefront that is not there or of others.</exception>
    public static async Task EnsureAsync(ResolutionDbContext db, Caller caller, string storefrontId, CancellationToken ct)
    {
        // What a token names was there when it was issued; this service may hear of it a moment later
        if (caller.AllStorefronts ? await db.StorefrontSettings.AnyAsync(row => row.Id == storefrontId, ct) : caller.Storefronts.Contains(storefrontId))
            return;
        throw new ProblemException(404, "storefront.not_found", "There is no such storefront. | 没有该店铺。");
    }
}
