using System.Text.Encodings.Web;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Web.Security;

public static class ServiceSecurity
{
    private const string Scheme = "Internal";

    /// <summary>Callers are known by the internal token alone, and an endpoint that says nothing about who may call it is closed.</summary>
    public static IHostApplicationBuilder AddServiceSecurity(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(provider =>
            new KeyRing(KeyFolder(builder.Configuration), provider.GetRequiredService<ILogger<KeyRing>>()));
        builder.Services.TryAddSingleton<InternalTokens>();
        builder.Services.AddHostedService<KeysAtStart>();
        builder.Services.AddHealthChecks().AddCheck<KeyReadiness>("keys");
        builder.Services.TryAddSingleton<Links>();
        builder.Services.TryAddSingleton<CustomerKeys>();
        builder.Services.TryAddScoped<TenantScope>();
        builder.Services.AddAuthentication(Scheme).AddScheme<AuthenticationSchemeOptions, InternalTokenHandler>(Scheme, null);
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
        return builder;
    }

    /// <summary>Where the installation's keys stand: <c>Security:KeyFolder</c>, else <c>keys</c> in the data folder.</summary>
    public static string KeyFolder(IConfiguration configuration) =>
        configuration["Security:KeyFolder"] ?? Path.Combine(configuration["Database:Folder"] ?? "data", "keys");

    /// <summary>Limits what the request sees to the caller's storefronts; must stand behind authentication.</summary>
    public static IApplicationBuilder UseTenantScope(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var caller = Caller.Of(context.User);
        context.RequestServices.GetRequiredService<TenantScope>().UseCaller(caller.AllStorefronts, caller.Storefronts, caller.Actor);
        return next(context);
    });

    /// <summary>Opens an endpoint to the given roles.</summary>
    public static TBuilder AllowRoles<TBuilder>(this TBuilder endpoint, params IReadOnlyList<string> roles)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization(policy => policy.RequireRole(roles));

    /// <summary>Opens an endpoint to all who hold its link; the token in the path is the authority, and the handler checks it.</summary>
    public static TBuilder AllowLinkHolders<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(policy => policy.RequireRole([Roles.Anonymous, Roles.Storefront, .. Roles.Staff]));

    /// <summary>Opens an internal endpoint to services that hold the scope.</summary>
    public static TBuilder AllowScope<TBuilder>(this TBuilder endpoint, string scope)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(policy => policy.RequireRole(Roles.Service).RequireClaim(InternalTokenClaims.Scope, scope));

    private sealed class InternalTokenHandler(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, InternalTokens tokens)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        private const string Bearer = "Bearer ";

        protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var header = Request.Headers.Authorization.ToString();
            if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
                return AuthenticateResult.NoResult();

            return await tokens.ValidateAsync(header[Bearer.Length..]) is { } principal
                ? AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name))
                : AuthenticateResult.Fail("The token is not valid.");
        }
    }
}
