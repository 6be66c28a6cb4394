using System.Runtime.CompilerServices;
using System.Security.Claims;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Web.Security;

/// <summary>Who calls, as the gateway, or another service, vouches for it. Handlers take it as a parameter.</summary>
/// <param name="Subject">A user's or a key's id, a service's name, or <c>anonymous</c>.</param>
/// <param name="Name">How the caller is shown on timelines.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="Storefronts">Storefront ids; empty when <paramref name="AllStorefronts"/> is set.</param>
/// <param name="Scopes">What a calling service may do, such as <c>contact-points.read</c>.</param>
public sealed record Caller(
    string Subject, string Name, string Role, bool AllStorefronts, IReadOnlyList<string> Storefronts, IReadOnlyList<string> Scopes)
{
    public static Caller Nobody { get; } = new("anonymous", "anonymous", Roles.Anonymous, false, [], []);

    /// <summary>The user's id; <c>null</c> for machines and holders of links.</summary>
    public Guid? UserId => Roles.Staff.Contains(Role) && Guid.TryParse(Subject, out var id) ? id : null;

    /// <summary>How timelines name the caller: staff by name, a storefront's backend as <c>storefront</c>.</summary>
    public string Actor => Role switch
    {
        Roles.Storefront => "storefront",
        Roles.Anonymous => TenantScope.CustomerActor,
        Roles.Service => TenantScope.SystemActor,
        _ => Name,
    };

    // A principal is never changed, and stays in use as long as its token: each request asks several times
    private static readonly ConditionalWeakTable<ClaimsPrincipal, Caller> Known = [];

    public static Caller Of(ClaimsPrincipal principal) =>
        principal.Identity is { IsAuthenticated: true } ? Known.GetValue(principal, Read) : Nobody;

    private static Caller Read(ClaimsPrincipal principal)
    {
        var storefronts = principal.FindAll(InternalTokenClaims.Storefront).Select(claim => claim.Value).ToList();
        var all = storefronts.Contains("*");
        return new Caller(
            principal.FindFirstValue(InternalTokenClaims.Subject) ?? "",
            principal.FindFirstValue(InternalTokenClaims.Name) ?? "",
            principal.FindFirstValue(InternalTokenClaims.Role) ?? Roles.Anonymous,
            all,
            all ? [] : storefronts,
            [.. principal.FindAll(InternalTokenClaims.Scope).Select(claim => claim.Value)]);
    }

    /// <summary>The other way round: for the host that authenticates callers itself.</summary>
    public ClaimsPrincipal ToPrincipal(string authenticationType)
    {
        var claims = new List<Claim> { new(InternalTokenClaims.Subject, Subject), new(InternalTokenClaims.Name, Name),
            new(InternalTokenClaims.Role, Role) };
        claims.AddRange((AllStorefronts ? ["*"] : Storefronts).Select(storefront => new Claim(InternalTokenClaims.Storefront, storefront)));
        claims.AddRange(Scopes.Select(scope => new Claim(InternalTokenClaims.Scope, scope)));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, authenticationType, InternalTokenClaims.Name, InternalTokenClaims.Role));
    }

    public static ValueTask<Caller> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context.User));
}

internal static class InternalTokenClaims
{
    public const string Subject = "sub";
    public const string Name = "name";
    public const string Role = "role";
    public const string Storefront = "storefront";
    public const string Scope = "scope";
}
