using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ComplaintPlatform.ServiceDefaults.Security;

/// <summary>
/// The short-lived token by which the gateway, or a service that asks another, says who calls (ES256, audience <c>complaint-platform</c>). Each
/// issuer has its own key; a receiver trusts the gateway for everything and a service for the scopes granted to it.
/// </summary>
public sealed class InternalTokens(KeyRing keys, TimeProvider clock)
{
    public const string Gateway = "gateway";

    private const string Audience = "complaint-platform";
    private const int LargestCache = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <summary>A token is used again for half its life: signing costs more than everything else the gateway does for a request.</summary>
    private static readonly TimeSpan Reuse = TimeSpan.FromMinutes(1);

    // Which scopes a service may claim; the gateway may claim no scope, a service no role but its own
    private static readonly Dictionary<string, string[]> GrantedScopes = new() { ["follow-up"] = [Scopes.ContactPointsRead, Scopes.SurveyLinksRead] };

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };
    private readonly ConcurrentDictionary<string, ECDsaSecurityKey> _signingKeys = new();
    private readonly ConcurrentDictionary<(string Issuer, string Subject, string Role, string Others), (string Token, DateTimeOffset UseUntil)> _issued = new();
    private readonly ConcurrentDictionary<string, (ClaimsPrincipal Principal, DateTimeOffset ValidUntil)> _accepted = new();

    public string Issue(string issuer, Caller caller)
    {
        var now = clock.GetUtcNow();
        var storefronts = caller.AllStorefronts ? ["*"] : caller.Storefronts;
        var key = (issuer, caller.Subject, caller.Role, string.Join('\n', [caller.Name, .. storefronts, "", .. caller.Scopes]));
        if (_issued.TryGetValue(key, out var issued) && issued.UseUntil > now)
            return issued.Token;

        var token = _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            SigningCredentials = new SigningCredentials(_signingKeys.GetOrAdd(issuer, keys.SigningKey), SecurityAlgorithms.EcdsaSha256),
            Claims = new Dictionary<string, object>
            {
                [InternalTokenClaims.Subject] = caller.Subject,
                [InternalTokenClaims.Name] = caller.Name,
                [InternalTokenClaims.Role] = caller.Role,
                [InternalTokenClaims.Storefront] = storefronts,
                [InternalTokenClaims.Scope] = caller.Scopes,
            },
        });
        if (_issued.Count >= LargestCache)
            _issued.Clear();
        _issued[key] = (token, now + Reuse);
        return token;
    }

    /// <returns><c>null</c> for whatever is not a valid token of a trusted issuer.</returns>
    public async Task<ClaimsPrincipal?> ValidateAsync(string token)
    {
        var now = clock.GetUtcNow();
        if (_accepted.TryGetValue(token, out var accepted) && accepted.ValidUntil > now)
            return accepted.Principal;

        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAudience = Audience,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            IssuerValidator = (issuer, _, _) => IsTrusted(issuer) ? issuer : throw new SecurityTokenInvalidIssuerException(),
            // The key's file is named by the issuer, and the issuer is the caller's word until it is checked
            IssuerSigningKeyResolver = (_, parsed, _, _) => IsTrusted(parsed.Issuer) && keys.PublicKey(parsed.Issuer) is { } key ? [key] : [],
            LifetimeValidator = (from, until, _, _) => from <= now.UtcDateTime + TimeSpan.FromSeconds(30) && until > now.UtcDateTime,
            NameClaimType = InternalTokenClaims.Name,
            RoleClaimType = InternalTokenClaims.Role,
        });
        if (!result.IsValid || !IsWithinGrants(result.ClaimsIdentity, result.Issuer))
            return null;

        var principal = new ClaimsPrincipal(result.ClaimsIdentity);
        if (_accepted.Count >= LargestCache)
            _accepted.Clear();
        _accepted[token] = (principal, new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero));
        return principal;
    }

    private static bool IsTrusted(string issuer) => issuer == Gateway || GrantedScopes.ContainsKey(issuer);

    private static bool IsWithinGrants(ClaimsIdentity identity, string issuer)
    {
        var scopes = identity.FindAll(InternalTokenClaims.Scope).Select(claim => claim.Value);
        var isService = identity.FindFirst(InternalTokenClaims.Role)?.Value == Roles.Service;
        return issuer == Gateway
            ? !isService && !scopes.Any()
            : isService && identity.FindFirst(InternalTokenClaims.Subject)?.Value == issuer && scopes.All(GrantedScopes[issuer].Contains);
    }
}

/// <summary>What one service may ask of another.</summary>
public static class Scopes
{
    /// <summary>Address, language, consent and tracking link of a complaint's customer.</summary>
    public const string ContactPointsRead = "contact-points.read";

    public const string SurveyLinksRead = "survey-links.read";
}
