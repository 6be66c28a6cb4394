using System.Collections.Concurrent;
using System.Security.Claims;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ComplaintPlatform.Web.Security;

/// <summary>
/// The short-lived token by which the gateway, or a service that asks another, says who calls (ES256, audience
/// <c>complaint-platform</c>). Each issuer has its own key; a receiver trusts the gateway for everything and a service for the scopes
/// granted to it.
/// </summary>
public sealed class InternalTokens(KeyRing keys, TimeProvider clock, ILogger<InternalTokens>? logger = null)
{
    public const string Gateway = "gateway";

    private const string Audience = "complaint-platform";
    private const int LargestCache = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    /// <summary>A token is used again for half its life: signing costs more than everything else the gateway does for a request.</summary>
    private static readonly TimeSpan Reuse = TimeSpan.FromMinutes(1);

    /// <summary>How often at most a public key is read again because of a signature that does not fit: any stranger can send one.</summary>
    private static readonly TimeSpan RereadPause = TimeSpan.FromSeconds(1);

    // Which scopes a service may claim; the gateway may claim no scope, a service no role but its own
    private static readonly Dictionary<string, string[]> GrantedScopes = new()
    {
        ["follow-up"] = [Scopes.ContactPointsRead, Scopes.SurveyLinksRead],
        ["intake"] = [Scopes.PersonalDataRead, Scopes.ClassificationsPreview],
    };

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };
    private readonly ConcurrentDictionary<string, ECDsaSecurityKey> _signingKeys = new();
    private readonly ConcurrentDictionary<
        (string Issuer, string Subject, string Role, string Others), (string Token, DateTimeOffset UseUntil)> _issued = new();
    private readonly ConcurrentDictionary<string, (ClaimsPrincipal Principal, DateTimeOffset ValidUntil)> _accepted = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _reread = new();
    private readonly RefusalLog _refusals = new(logger ?? NullLogger<InternalTokens>.Instance, clock);

    /// <summary>Everyone whose tokens are accepted.</summary>
    internal static IEnumerable<string> TrustedIssuers => [Gateway, .. GrantedScopes.Keys];

    public string Issue(string issuer, Caller caller)
    {
        var now = clock.GetUtcNow();
        var storefronts = caller.AllStorefronts ? ["*"] : caller.Storefronts;
        var key = (issuer, caller.Subject, caller.Role, string.Join('\n', [caller.Name, .. storefronts, "", .. caller.Scopes]));
        if (_issued.TryGetValue(key, out var issued) && issued.UseUntil > now)
            return issued.Token;

        var token = Sign(issuer, caller, storefronts, now);
        if (_issued.Count >= LargestCache)
            _issued.Clear();
        _issued[key] = (token, now + Reuse);
        return token;
    }

    /// <returns><c>null</c> for whatever is not a valid token of a trusted issuer; the log says why.</returns>
    public async Task<ClaimsPrincipal?> ValidateAsync(string token)
    {
        var now = clock.GetUtcNow();
        if (_accepted.TryGetValue(token, out var accepted) && accepted.ValidUntil > now)
            return accepted.Principal;

        var result = await CheckAsync(token, now);
        if (IsOfUnknownKey(result) && IssuerOf(token) is { } issuer && HasNewKey(issuer, now))
            result = await CheckAsync(token, now);
        if (Refusal(token, result, now) is { } refusal)
        {
            _refusals.Write(refusal);
            return null;
        }

        var principal = new ClaimsPrincipal(result.ClaimsIdentity);
        if (_accepted.Count >= LargestCache)
            _accepted.Clear();
        _accepted[token] = (principal, new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero));
        return principal;
    }

    /// <summary>Whether a host that reads the published key would accept what this host signs as <paramref name="issuer"/> now.</summary>
    /// <returns>Why not; <c>null</c> if it would.</returns>
    internal async Task<string?> OwnRefusalAsync(string issuer)
    {
        try
        {
            var now = clock.GetUtcNow();
            var caller = issuer == Gateway ? Caller.Nobody : new Caller(issuer, issuer, Roles.Service, false, [], []);
            var token = Sign(issuer, caller, [], now);
            keys.RereadPublicKey(issuer);
            return Refusal(token, await CheckAsync(token, now), now)?.Reason;
        }
        catch (KeyFileException exception)
        {
            return exception.Message;
        }
    }

    private string Sign(string issuer, Caller caller, IReadOnlyList<string> storefronts, DateTimeOffset now) =>
        _handler.CreateToken(new SecurityTokenDescriptor
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

    private Task<TokenValidationResult> CheckAsync(string token, DateTimeOffset now) =>
        _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAudience = Audience,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            IssuerValidator = (issuer, _, _) => IsTrusted(issuer) ? issuer : throw new SecurityTokenInvalidIssuerException(),
            // The key's file is named by the issuer, and the issuer is the caller's word until it is checked
            IssuerSigningKeyResolver = (_, parsed, _, _) =>
                IsTrusted(parsed.Issuer) && PublicKey(parsed.Issuer).Key is { } key ? [key] : [],
            LifetimeValidator = (from, until, _, _) => from <= now.UtcDateTime + TimeSpan.FromSeconds(30) && until > now.UtcDateTime,
            NameClaimType = InternalTokenClaims.Name,
            RoleClaimType = InternalTokenClaims.Role,
        });

    private static bool IsOfUnknownKey(TokenValidationResult result) =>
        !result.IsValid && result.Exception is SecurityTokenInvalidSignatureException;

    // Keys are replaced while hosts run; the issuer is still the caller's word here
    private bool HasNewKey(string issuer, DateTimeOffset now)
    {
        var last = _reread.GetOrAdd(issuer, DateTimeOffset.MinValue);
        if (now - last < RereadPause || !_reread.TryUpdate(issuer, now, last))
            return false;
        try
        {
            return keys.RereadPublicKey(issuer);
        }
        catch (KeyFileException)
        {
            return false;
        }
    }

    /// <returns><c>null</c> for a token that is accepted. No text of the token is in it but the name of a trusted issuer.</returns>
    private Refusal? Refusal(string token, TokenValidationResult result, DateTimeOffset now)
    {
        if (result.IsValid && IsWithinGrants(result.ClaimsIdentity, result.Issuer))
            return null;
        if (result.IsValid)
            return new Refusal("grants", result.Issuer, $"it claims more than {result.Issuer} may");
        if (IssuerOf(token) is not { } issuer)
            return new Refusal("issuer", "", "it is no token of a trusted issuer");
        return result.Exception switch
        {
            SecurityTokenInvalidSignatureException => PublicKey(issuer) switch
            {
                (null, { } problem) => new Refusal("key", issuer, problem),
                (null, _) => new Refusal("key", issuer, $"{issuer} has published no key: {keys.PublicPath(issuer)} is missing"),
                _ => new Refusal("signature", issuer, $"its signature does not fit the key in {keys.PublicPath(issuer)}"),
            },
            SecurityTokenInvalidLifetimeException invalid => new Refusal(
                "lifetime", issuer,
                $"{issuer} made it valid from {invalid.NotBefore:O} until {invalid.Expires:O}, "
                + $"and the clock of this host says {now.UtcDateTime:O}"),
            SecurityTokenInvalidAudienceException => new Refusal("audience", issuer, $"{issuer} made it for another audience"),
            SecurityTokenInvalidAlgorithmException => new Refusal("algorithm", issuer, "it is not signed with ES256"),
            _ => new Refusal("other", issuer, result.Exception.GetType().Name),
        };
    }

    private (ECDsaSecurityKey? Key, string? Problem) PublicKey(string issuer)
    {
        try
        {
            return (keys.PublicKey(issuer), null);
        }
        catch (KeyFileException exception)
        {
            return (null, exception.Message);
        }
    }

    private string? IssuerOf(string token)
    {
        try
        {
            return _handler.ReadJsonWebToken(token).Issuer is var issuer && IsTrusted(issuer) ? issuer : null;
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException)
        {
            return null;
        }
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
