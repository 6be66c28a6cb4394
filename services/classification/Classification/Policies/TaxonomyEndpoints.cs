using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Classification.Policies;

/// <summary>The categories and reason codes, one document for the installation.</summary>
internal static class TaxonomyEndpoints
{
    public const string Kind = "taxonomy";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/", GetAsync).WithName("GetTaxonomy").RefuseStorefront().AllowRoles([Roles.Storefront, .. Roles.Staff]);
        group.MapPut("/", PutAsync).WithName("ReplaceTaxonomy").RefuseStorefront().RequireIfMatch().AllowRoles(Roles.Management);
    }

    internal static async Task<TaggedOk<Taxonomy>> GetAsync(ClassificationDbContext db, CancellationToken ct)
    {
        var inForce = await PolicyDocument.ReadAsync(db, Kind, null, () => Taxonomy.Default, ct);
        return ETags.Ok(inForce.Policy, inForce.Tag);
    }

    internal static async Task<TaggedOk<Taxonomy>> PutAsync(
        Taxonomy taxonomy, IfMatch ifMatch, Caller caller, ClassificationDbContext db, TimeProvider clock, CancellationToken ct)
    {
        InstallationWide.EnsureFor(caller);
        var errors = taxonomy.Categories.GroupBy(category => category.Code).Where(group => group.Count() > 1)
            .Select(group => ("/categories", $"The code '{group.Key}' stands here twice. | 代码“{group.Key}”重复。"))
            .Concat(taxonomy.Categories.Count == 0 ? [("/categories", "Must not be empty. | 不能为空。")] : [])
            .Concat(taxonomy.ReasonCodes.Index().SelectMany(code => (code.Item.Categories ?? []).Index()
                .Where(category => category.Item is null || !taxonomy.Contains(category.Item))
                .Select(category => ($"/reasonCodes/{code.Index}/categories/{category.Index}", "No such category. | 没有该类别。")))).ToArray();
        if (errors.Length > 0)
            throw new ValidationProblemException(errors);

        var replaced = await PolicyDocument.ReplaceAsync(db, Kind, null, taxonomy, ifMatch, () => Taxonomy.Default, clock.GetUtcNow(), ct);
        return ETags.Ok(replaced.Policy, replaced.Tag);
    }
}
