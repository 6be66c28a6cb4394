using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Web.Security;

/// <summary>
/// Refuses a <c>storefrontId</c> in the query that is not the caller's, or that there is not: an empty list would read as "nothing
/// happened there", and a policy of a storefront that is none would be in force nowhere.
/// </summary>
public static class NamedStorefront
{
    private const string Parameter = "storefrontId";
    private const int Looks = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="isKnown">Whether the service has heard of a storefront.</param>
    public static TBuilder RefuseUnknownStorefronts<TBuilder, TContext>(
        this TBuilder endpoints, Func<TContext, string, CancellationToken, Task<bool>> isKnown)
        where TBuilder : IEndpointConventionBuilder
        where TContext : ServiceDbContext => endpoints.AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            if (http.Request.Query[Parameter] is [{ Length: > 0 } named] && Caller.Of(http.User) is { Role: not Roles.Anonymous } caller
                && !await MayNameAsync(caller, named, http.RequestServices.GetRequiredService<TContext>(), isKnown, http.RequestAborted))
                throw new ProblemException(404, "storefront.not_found", "There is no such storefront. | 没有该店铺。");
            return await next(context);
        });

    private static async Task<bool> MayNameAsync<TContext>(
        Caller caller, string named, TContext db, Func<TContext, string, CancellationToken, Task<bool>> isKnown, CancellationToken ct)
    {
        if (!caller.AllStorefronts)
            return caller.Storefronts.Contains(named);
        for (var look = 1; ; look++)
        {
            if (await isKnown(db, named, ct))
                return true;
            if (look == Looks)
                return false;
            // One that was just founded may be on its way here
            await Task.Delay(Pause, ct);
        }
    }
}
