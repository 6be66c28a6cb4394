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

public sealed record CreateApiKeyRequest(
    [property: Required, StringLength(64, MinimumLength = 1)] string StorefrontId,
    [property: StringLength(100, MinimumLength = 1), PlainText(OneLine = true)] string? Name = null);

/// <param name="Key">The key's text; it is shown this once.</param>
public sealed record ApiKeyCreatedResponse(Guid Id, string StorefrontId, string Name, string Prefix, string Key, DateTimeOffset CreatedAt);

/// <summary>Makes a key for a storefront's backend. Its text is in this answer and never again.</summary>
internal static class CreateApiKey
{
    public static void Map(RouteGroupBuilder group) => group.MapPost("/", HandleAsync).WithName(nameof(CreateApiKey));

    internal static async Task<Created<ApiKeyCreatedResponse>> HandleAsync(
        CreateApiKeyRequest request, IdentityDbContext db, ApiKeyText texts, TimeProvider clock, CancellationToken ct)
    {
        if (!db.Scope.Includes(request.StorefrontId)
            || !await db.Storefronts.AnyAsync(storefront => storefront.Id == request.StorefrontId, ct))
            throw new ValidationProblemException(("/storefrontId", "There is no such storefront. | 店铺不存在。"));

        var text = ApiKeyText.Create();
        var key = ApiKey.Create(request.StorefrontId, request.Name ?? request.StorefrontId, text, texts.Hash(text), clock.GetUtcNow());
        db.ApiKeys.Add(key);
        return TypedResults.Created(
            $"{ServiceHosting.ApiBase}/api-keys/{key.Id}",
            new ApiKeyCreatedResponse(key.Id, key.StorefrontId, key.Name, key.Prefix, text, key.CreatedAt));
    }
}
