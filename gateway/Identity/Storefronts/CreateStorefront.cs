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

namespace ComplaintPlatform.Identity.Storefronts;

/// <param name="Id">Chosen for good, such as <c>demo</c>.</param>
public sealed record CreateStorefrontRequest(
    [property: Required] string Id,
    [property: Required, StringLength(100, MinimumLength = 1), PlainText(OneLine = true)] string Name,
    string TimeZone = StorefrontRules.DefaultTimeZone,
    string Currency = StorefrontRules.DefaultCurrency,
    IReadOnlyList<string>? Languages = null,
    string? PublicAddress = null,
    [property: MaxLength(50)] IReadOnlyList<string>? CorsOrigins = null,
    bool Active = true);

/// <summary>Adds a storefront to the installation; for administrators of all storefronts.</summary>
internal static class CreateStorefront
{
    public static void Map(RouteGroupBuilder group) => group.MapPost("/", HandleAsync).WithName(nameof(CreateStorefront));

    internal static async Task<Created<StorefrontResponse>> HandleAsync(
        CreateStorefrontRequest request, HttpContext http, IdentityDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (!db.Scope.AllStorefronts)
            throw Problems.Forbidden("storefront.not_yours", "Only an administrator of all storefronts adds one. | 只有管理全部店铺的管理员可以新增店铺。");

        var settings = new StorefrontSettings(
            request.Name, request.TimeZone, request.Currency, request.Languages ?? StorefrontRules.DefaultLanguages,
            request.PublicAddress is "" ? null : request.PublicAddress, request.CorsOrigins ?? [], request.Active);
        var errors = StorefrontRules.CheckId(request.Id).Concat(StorefrontRules.Check(settings)).ToArray();
        if (errors.Length > 0)
            throw new ValidationProblemException(errors);
        if (await db.Storefronts.AnyAsync(other => other.Id == request.Id, ct))
            throw new DomainRuleException("storefront.id_taken", "There is a storefront of this id. | 该店铺标识已被使用。");

        var now = clock.GetUtcNow();
        var storefront = Storefront.Create(request.Id, settings, now);
        db.Storefronts.Add(storefront);
        db.Publish(storefront.Changed(now));
        ETags.Set(http, storefront.Version);
        return TypedResults.Created($"{ServiceHosting.ApiBase}/storefronts/{storefront.Id}", StorefrontResponse.From(storefront));
    }
}
