using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Auditing;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Identity.Storefronts;

/// <summary>What is absent stays as it is.</summary>
/// <param name="PublicAddress">An empty text takes the address away.</param>
public sealed record ChangeStorefrontRequest(
    [property: StringLength(100, MinimumLength = 1), PlainText(OneLine = true)] string? Name = null,
    string? TimeZone = null,
    string? Currency = null,
    IReadOnlyList<string>? Languages = null,
    string? PublicAddress = null,
    [property: MaxLength(50)] IReadOnlyList<string>? CorsOrigins = null,
    bool? Active = null);

/// <summary>Changes a storefront; what is absent stays as it is. A storefront that is not active takes no calls with its keys.</summary>
internal static class ChangeStorefront
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPatch("/{id}", HandleAsync).WithName(nameof(ChangeStorefront)).RequireIfMatch().ShowInAudit("id");

    internal static async Task<Results<TaggedOk<StorefrontResponse>, NotFoundProblem>> HandleAsync(
        string id, ChangeStorefrontRequest request, IfMatch ifMatch, IdentityDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (!db.Scope.Includes(id) || await db.Storefronts.FirstOrDefaultAsync(other => other.Id == id, ct) is not { } storefront)
            return Problems.NotFound();
        ifMatch.EnsureMatches(storefront.Version);

        var before = storefront.Settings();
        var settings = new StorefrontSettings(
            request.Name ?? before.Name,
            request.TimeZone ?? before.TimeZone,
            request.Currency ?? before.Currency,
            request.Languages ?? before.Languages,
            request.PublicAddress is "" ? null : request.PublicAddress ?? before.PublicAddress,
            request.CorsOrigins ?? before.CorsOrigins,
            request.Active ?? before.Active);
        var errors = StorefrontRules.Check(settings).ToArray();
        if (errors.Length > 0)
            throw new ValidationProblemException(errors);

        storefront.Change(settings);
        db.Publish(storefront.Changed(clock.GetUtcNow()));
        return ETags.Ok(StorefrontResponse.From(storefront), storefront.Version);
    }
}
