using System.Globalization;
using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
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

        var now = clock.GetUtcNow();
        var replaced = await PolicyDocument.ReplaceAsync(db, Kind, null, taxonomy, ifMatch, () => Taxonomy.Default, now, ct);
        db.Publish(Replaced(taxonomy, VersionOf(replaced), now));
        return ETags.Ok(replaced.Policy, replaced.Tag);
    }

    // Of the installation's document, whose tag is i and its version
    private static int VersionOf(PolicyInForce<Taxonomy> inForce) =>
        int.Parse(inForce.Tag.Trim('"').AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture);

    private static TaxonomyReplaced Replaced(Taxonomy taxonomy, int version, DateTimeOffset now) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = now,
        StorefrontId = EventScope.Installation,
        Version = version,
        Categories =
        [
            .. taxonomy.Categories.SelectMany(category => category.Children
                .Select(child => Term($"{category.Code}/{child.Code}", child.Name)).Prepend(Term(category.Code, category.Name))),
        ],
        ReasonCodes = [.. taxonomy.ReasonCodes.Select(code => Term(code.Code, code.Name))],
    };

    private static TaxonomyReplaced.Term Term(string code, LocalName name) => new() { Code = code, Chinese = name.Zh, English = name.En };
}
