using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Identity.ApiKeys;

/// <summary>What a key is for.</summary>
public enum ApiKeyScope
{
    /// <summary>GET.</summary>
    Read,

    /// <summary>Everything else.</summary>
    Write,
}

/// <param name="ExpiresAt">From then on it is no key any more; left out: until it is revoked.</param>
/// <param name="Scopes"><c>read</c> alone may GET and nothing else; left out: <c>read</c> and <c>write</c>.</param>
public sealed record CreateApiKeyRequest(
    [property: Required, StringLength(64, MinimumLength = 1)] string StorefrontId,
    [property: StringLength(100, MinimumLength = 1), PlainText(OneLine = true)] string? Name = null,
    DateTimeOffset? ExpiresAt = null,
    [property: MaxLength(2)] IReadOnlyList<ApiKeyScope>? Scopes = null);

/// <param name="Key">The key's text; it is shown this once.</param>
/// <param name="ExpiresAt">From then on it is no key any more; <c>null</c>: until it is revoked.</param>
/// <param name="Scopes"><c>read</c> alone may GET and nothing else.</param>
public sealed record ApiKeyCreatedResponse(
    Guid Id, string StorefrontId, string Name, string Prefix, string Key, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    IReadOnlyList<ApiKeyScope> Scopes);

/// <summary>
/// Makes a key for a storefront's backend. Its text is in this answer and never again. A storefront may have several at once: make the new
/// one, hand it over, and revoke the old one when <c>lastUsedAt</c> says that nobody uses it any more.
/// </summary>
internal static class CreateApiKey
{
    public static void Map(RouteGroupBuilder group) => group.MapPost("/", HandleAsync).WithName(nameof(CreateApiKey));

    internal static async Task<Created<ApiKeyCreatedResponse>> HandleAsync(
        CreateApiKeyRequest request, IdentityDbContext db, ApiKeyText texts, TimeProvider clock, CancellationToken ct)
    {
        if (!db.Scope.Includes(request.StorefrontId)
            || !await db.Storefronts.AnyAsync(storefront => storefront.Id == request.StorefrontId, ct))
            throw new ValidationProblemException(("/storefrontId", "There is no such storefront. | 店铺不存在。"));

        var now = clock.GetUtcNow();
        if (request.ExpiresAt <= now)
            throw new ValidationProblemException(("/expiresAt", "Must be in the future. | 必须是将来的时间。"));
        if (request.Scopes is { } scopes && (scopes.Count != scopes.Distinct().Count() || !scopes.Contains(ApiKeyScope.Read)))
            throw new ValidationProblemException(("/scopes", "Must be read, or read and write. | 必须是 read,或 read 与 write。"));

        var text = ApiKeyText.Create();
        var key = ApiKey.Create(request, text, texts.Hash(text), now);
        db.ApiKeys.Add(key);
        return TypedResults.Created(
            $"{ServiceHosting.ApiBase}/api-keys/{key.Id}",
            new ApiKeyCreatedResponse(
                key.Id, key.StorefrontId, key.Name, key.Prefix, text, key.CreatedAt, key.ExpiresAt, ApiKeyResponse.ScopesOf(key)));
    }
}
