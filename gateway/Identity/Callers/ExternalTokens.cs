using ComplaintPlatform.Identity.Users;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace ComplaintPlatform.Identity.Callers;

/// <summary>
/// Tokens of an external OIDC authority, where <c>Authentication:Authority</c> and <c>Authentication:Audience</c> name one. It says who it
/// is, by <c>Authentication:UsernameClaim</c>; what the user may do stays with the users kept here.
/// </summary>
internal sealed class ExternalTokens
{
    // Everything asymmetric that is in use; never a shared secret
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters? _parameters;
    private readonly string _usernameClaim;

    public ExternalTokens(IConfiguration configuration)
    {
        var section = configuration.GetSection("Authentication");
        _usernameClaim = section["UsernameClaim"] ?? "preferred_username";
        if (section["Authority"] is not { Length: > 0 } authority)
            return;

        var audience = section["Audience"]
            ?? throw new InvalidOperationException("Authentication:Authority needs Authentication:Audience beside it.");
        var retriever = new HttpDocumentRetriever { RequireHttps = section.GetValue("RequireHttps", true) };
        _parameters = new TokenValidationParameters
        {
            ValidAudience = audience,
            ValidAlgorithms = Algorithms,
            ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
                authority.TrimEnd('/') + "/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(), retriever),
        };
    }

    /// <returns>The user's name here; <c>null</c> without an authority, or for a token that is not its own.</returns>
    public async ValueTask<string?> ValidateAsync(string token)
    {
        if (_parameters is null)
            return null;

        var result = await _handler.ValidateTokenAsync(token, _parameters);
        return result.IsValid && result.ClaimsIdentity.FindFirst(_usernameClaim)?.Value is { Length: > 0 } name ? UserRules.Normalise(name)
            : null;
    }
}
