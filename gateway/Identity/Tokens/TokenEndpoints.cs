using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Identity.Tokens;

public sealed record SignInRequest(
    [property: Required, StringLength(200)] string Username, [property: Required, StringLength(200)] string Password);

public sealed record RefreshTokenRequest([property: Required, StringLength(200)] string RefreshToken);

/// <summary>No idempotency keys here: an answer that is stored would be a secret that is stored.</summary>
internal static class TokenEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/auth").WithTags("Authentication").AllowAnonymous();
        group.MapPost("/token", SignInAsync).WithName("SignIn");
        group.MapPost("/refresh", RefreshAsync).WithName("RefreshSession");
        group.MapPost("/revoke", RevokeAsync).WithName("RevokeSession");
    }

    private static async Task<Ok<TokenResponse>> SignInAsync(
        SignInRequest request, HttpContext http, Sessions sessions, PeerAddress addresses, CancellationToken ct) =>
        TypedResults.Ok(await sessions.SignInAsync(
            request.Username, request.Password, addresses.Hash(http.Connection.RemoteIpAddress), ct));

    private static async Task<Ok<TokenResponse>> RefreshAsync(RefreshTokenRequest request, Sessions sessions, CancellationToken ct) =>
        TypedResults.Ok(await sessions.RefreshAsync(request.RefreshToken, ct));

    private static async Task<NoContent> RevokeAsync(RefreshTokenRequest request, Sessions sessions, CancellationToken ct)
    {
        await sessions.RevokeAsync(request.RefreshToken, ct);
        return TypedResults.NoContent();
    }
}
