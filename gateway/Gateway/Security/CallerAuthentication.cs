using System.Text.Encodings.Web;
using ComplaintPlatform.Identity.Callers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Gateway.Security;

/// <summary>
/// Knows callers by <c>X-Api-Key</c> or by a Bearer token. A request with both, or with one twice, is refused: it means something else than
/// we would read.
/// </summary>
internal sealed class CallerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, CallerDirectory directory)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Gateway";
    public const string ApiKeyHeader = "X-Api-Key";

    private const string Bearer = "Bearer ";
    private static readonly AuthenticateResult Failure = AuthenticateResult.Fail("The credentials are not valid.");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var keys = Request.Headers[ApiKeyHeader];
        var authorization = Request.Headers.Authorization;
        if (keys.Count == 0 && authorization.Count == 0)
            return AuthenticateResult.NoResult();
        if (keys.Count + authorization.Count != 1)
            return Refuse();

        var known = keys.Count == 1 ? await directory.ByApiKeyAsync(keys[0] ?? "")
            : authorization[0] is { } text
                && text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
                ? await directory.ByAccessTokenAsync(text[Bearer.Length..].Trim())
            : null;
        if (known is null)
            return Refuse();

        Context.Features.Set(known);
        return AuthenticateResult.Success(new AuthenticationTicket(known.Principal, SchemeName));
    }

    // The framework keeps the results that succeed only, and takes a failed caller for one without credentials
    private AuthenticateResult Refuse()
    {
        Context.Features.Set(RefusedCredentials.Instance);
        return Failure;
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Challenge(Response);
        return Task.CompletedTask;
    }

    internal static void Challenge(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.WWWAuthenticate = "Bearer";
    }
}

/// <summary>Stands among the features of a request that came with wrong credentials.</summary>
internal sealed class RefusedCredentials
{
    public static readonly RefusedCredentials Instance = new();
}
