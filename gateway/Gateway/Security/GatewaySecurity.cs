using ComplaintPlatform.Identity.Callers;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ComplaintPlatform.Gateway.Security;

/// <summary>
/// Who gets in: with the API's base in front everybody must say who it is, except where a link or a password is the authority.
/// </summary>
internal static class GatewaySecurity
{
    public static void AddGatewaySecurity(this IHostApplicationBuilder builder)
    {
        builder.Services.AddAuthentication(CallerAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, CallerAuthentication>(CallerAuthentication.SchemeName, null);
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(MayPass).Build());
    }

    /// <summary>Wrong credentials are refused everywhere, also where none are needed.</summary>
    public static Task RefuseWrongCredentials(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<RefusedCredentials>() is null)
            return next(context);

        CallerAuthentication.Challenge(context.Response);
        return context.RequestServices.GetRequiredService<ProblemWriter>().WriteAsync(
            context, StatusCodes.Status401Unauthorized, "credentials.invalid",
            "The API key or the token is not valid, or no longer. | API 密钥或令牌无效或已失效。");
    }

    /// <summary>A key that reads only changes nothing.</summary>
    public static Task HoldToScopes(HttpContext context, RequestDelegate next)
    {
        var method = context.Request.Method;
        if (context.Features.Get<KnownCaller>() is not { ReadsOnly: true } || HttpMethods.IsGet(method) || HttpMethods.IsHead(method)
            || HttpMethods.IsOptions(method))
            return next(context);

        return context.RequestServices.GetRequiredService<ProblemWriter>().WriteAsync(
            context, StatusCodes.Status403Forbidden, "api_key.read_only", "This API key may read only. | 该 API 密钥仅可读取。");
    }

    /// <summary>The gateway's own endpoints see the caller's storefronts only.</summary>
    public static Task SetTenantScope(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<KnownCaller>() is { Caller: var caller })
            context.RequestServices.GetRequiredService<TenantScope>().UseCaller(caller.AllStorefronts, caller.Storefronts, caller.Actor);
        return next(context);
    }

    // Also asked where no route matches: who mistypes an address learns that, with credentials and without; the document lists all routes
    private static bool MayPass(AuthorizationHandlerContext context) =>
        context.User.Identity is { IsAuthenticated: true }
        || (context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint);
}
