using ComplaintPlatform.Identity.ApiKeys;
using ComplaintPlatform.Identity.Callers;
using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Identity.Installing;
using ComplaintPlatform.Identity.Storefronts;
using ComplaintPlatform.Identity.Tokens;
using ComplaintPlatform.Identity.Users;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Identity;

/// <summary>Users, API keys and storefronts: the gateway's own part of the API.</summary>
public static class IdentityService
{
    public const string Name = "gateway";

    public static IHostApplicationBuilder AddIdentity(this IHostApplicationBuilder builder)
    {
        builder.AddServiceDatabase<IdentityDbContext, SqliteIdentityDbContext, SqlServerIdentityDbContext>(Name);
        builder.Services.Configure<SignInOptions>(builder.Configuration.GetSection("Identity"));
        builder.Services.AddSingleton<Passwords>();
        builder.Services.AddSingleton<AccessTokens>();
        builder.Services.AddSigningName(AccessTokens.SigningName);
        builder.Services.AddSingleton<ExternalTokens>();
        builder.Services.AddSingleton<ApiKeyText>();
        builder.Services.AddSingleton<SignInQueue>();
        builder.Services.AddSingleton<PeerAddress>();
        builder.Services.AddSingleton<FirstInstallation>();
        builder.Services.AddSingleton(provider => new CallerDirectory(
            provider.GetRequiredService<IServiceScopeFactory>(), provider.GetRequiredService<AccessTokens>(),
            provider.GetRequiredService<ExternalTokens>(), provider.GetRequiredService<ApiKeyText>(),
            provider.GetRequiredService<HybridCache>(),
            provider.GetRequiredService<IOptions<SignInOptions>>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CallerDirectory>>()));
        builder.Services.AddScoped<Sessions>();
        builder.Services.AddHostedService<FirstAdministrator>();
        builder.Services.AddValidation();
        return builder;
    }

    /// <summary>Maps the routes below the API's base.</summary>
    public static IEndpointRouteBuilder MapIdentity(this IEndpointRouteBuilder routes)
    {
        TokenEndpoints.Map(routes);

        // Around the unit of work: what a change makes wrong is forgotten after its commit and before its answer
        var administration = routes.MapGroup("").AllowRoles(Roles.Administrator)
            .AddEndpointFilter(ForgetCallersAsync).WithUnitOfWork<RouteGroupBuilder, IdentityDbContext>();
        var users = administration.MapGroup("/users").WithTags("Users");
        CreateUser.Map(users);
        ListUsers.Map(users);
        GetUser.Map(users);
        ChangeUser.Map(users);
        UnlockUser.Map(users);

        var keys = administration.MapGroup("/api-keys").WithTags("API keys");
        CreateApiKey.Map(keys);
        ListApiKeys.Map(keys);
        RevokeApiKey.Map(keys);

        var storefronts = administration.MapGroup("/storefronts").WithTags("Storefronts");
        CreateStorefront.Map(storefronts);
        ListStorefronts.Map(storefronts);
        GetStorefront.Map(storefronts);
        ChangeStorefront.Map(storefronts);
        return routes;
    }

    private static async ValueTask<object?> ForgetCallersAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        if (!HttpMethods.IsGet(context.HttpContext.Request.Method))
            await context.HttpContext.RequestServices.GetRequiredService<CallerDirectory>().ForgetAllAsync();
        return result;
    }

    /// <summary>The key by which others can check access tokens; outside the API's base.</summary>
    public static void MapPublicKeys(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/.well-known/jwks.json", (AccessTokens tokens) => TypedResults.Ok(tokens.PublicKeys())).AllowAnonymous()
            .ExcludeFromDescription();
}
