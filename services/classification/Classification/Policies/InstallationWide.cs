using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Classification.Policies;

/// <summary>
/// Taxonomy, rules and formulas hold for all storefronts, because models learn from all of them and one engine reads all complaints. So a
/// storefront cannot be named, and only who answers for all of them may change anything.
/// </summary>
internal static class InstallationWide
{
    private const string Parameter = "storefrontId";

    public static TBuilder RefuseStorefront<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.AddEndpointFilter(async (context, next) => context.HttpContext.Request.Query.ContainsKey(Parameter)
            ? throw new ValidationProblemException((
                "/" + Parameter, "This document holds for all storefronts and has no overrides. | 该文档适用于所有店铺,不支持按店铺单独设置。"))
            : await next(context));

    public static void EnsureFor(Caller caller)
    {
        if (!caller.AllStorefronts)
        {
            throw Problems.Forbidden(
                "policy.all_storefronts_required",
                "This document holds for all storefronts; only who answers for all of them may change it. | 该文档适用于所有店铺,仅负责全部店铺的账号可修改。");
        }
    }
}
