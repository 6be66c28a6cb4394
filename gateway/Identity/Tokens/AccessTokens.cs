using System.Collections.Concurrent;
using ComplaintPlatform.Identity.Users;
using ComplaintPlatform.Web.Security;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ComplaintPlatform.Identity.Tokens;

/// <summary>
/// Access tokens of people: JWT, ES256, typ <c>at+jwt</c>. They name the user and the session; whether both still hold, the role and the
/// storefronts are read at every request, so that taking them away works at once.
/// </summary>
internal sealed class AccessTokens(KeyRing keys, IOptions<SignInOptions> options, TimeProvider clock)
{
    public const string SigningName = "gateway-users";
    public const string Issuer = "complaint-platform";
    public const string Audience = "complaint-platform-api";

    private const string SessionClaim = "sid";
    private const string TokenType = "at+jwt";
    private const int LargestCache = 10_000;

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };
    private readonly Lazy<ECDsaSecurityKey> _signingKey = new(() => keys.SigningKey(SigningName));
    private readonly ConcurrentDictionary<string, (SessionOfUser Session, DateTimeOffset Until)> _known = new();

    public int LifetimeSeconds => (int)options.Value.AccessTokenLifetime.TotalSeconds;

    public string Issue(User user, Guid sessionId)
    {
        var now = clock.GetUtcNow();
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            TokenType = TokenType,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + options.Value.AccessTokenLifetime).UtcDateTime,
            SigningCredentials = new SigningCredentials(_signingKey.Value, SecurityAlgorithms.EcdsaSha256),
            Claims = new Dictionary<string, object>
            {
                ["sub"] = user.Id.ToString(),
                [SessionClaim] = sessionId.ToString(),
                ["jti"] = Guid.NewGuid().ToString("N"),
                ["name"] = user.Username,
                ["role"] = user.Role,
                ["storefronts"] = user.Storefronts.ToArray(),
            },
        });
    }

    /// <returns><c>null</c> for whatever this installation has not signed, or what has expired.</returns>
    public async ValueTask<SessionOfUser?> ValidateAsync(string token)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(token, out var before))
            return before.Until > now ? before.Session : null;

        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = Issuer,
            ValidAudience = Audience,
            ValidTypes = [TokenType],
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            // There is one key; what the token's header says about keys is not looked at
            IssuerSigningKeyResolver = (_, _, _, _) => [_signingKey.Value],
            TryAllIssuerSigningKeys = true,
            LifetimeValidator = (from, until, _, _) => from <= now.UtcDateTime + TimeSpan.FromSeconds(30) && until > now.UtcDateTime,
        });
        if (!result.IsValid || IdIn(result, "sub") is not { } userId || IdIn(result, SessionClaim) is not { } sessionId)
            return null;

        if (_known.Count >= LargestCache)
            _known.Clear();
        var session = new SessionOfUser(userId, sessionId);
        _known[token] = (session, new DateTimeOffset(result.SecurityToken.ValidTo, TimeSpan.Zero));
        return session;
    }

    private static Guid? IdIn(TokenValidationResult result, string claim) =>
        Guid.TryParse(result.ClaimsIdentity.FindFirst(claim)?.Value, out var id) ? id : null;

    /// <summary>The public half, as others read it (RFC 7517).</summary>
    public JsonWebKeySetResponse PublicKeys()
    {
        var parameters = _signingKey.Value.ECDsa.ExportParameters(includePrivateParameters: false);
        return new JsonWebKeySetResponse([new JsonWebKeyResponse(
            "EC", "P-256", Base64UrlEncoder.Encode(parameters.Q.X), Base64UrlEncoder.Encode(parameters.Q.Y), "sig",
            SecurityAlgorithms.EcdsaSha256, SigningName)]);
    }
}

/// <param name="SessionId">The family of its refresh tokens.</param>
internal readonly record struct SessionOfUser(Guid UserId, Guid SessionId);

public sealed record JsonWebKeySetResponse(IReadOnlyList<JsonWebKeyResponse> Keys);

public sealed record JsonWebKeyResponse(string Kty, string Crv, string X, string Y, string Use, string Alg, string Kid);
