using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Classification.Policies;

/// <summary>Keywords and patterns, one document for the installation.</summary>
internal static class RulesEndpoints
{
    public const string Kind = "rules";

    /// <summary>The default rules alone are some hundred kilobytes.</summary>
    private const long BodyLimit = 8 << 20;

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/", GetAsync).WithName("GetRules").RefuseStorefront().AllowRoles(Roles.Staff);
        group.MapPut("/", PutAsync).WithName("ReplaceRules").RefuseStorefront().RequireIfMatch().WithBodyLimit(BodyLimit)
            .AllowRoles(Roles.Management);
    }

    internal static async Task<TaggedOk<RuleSet>> GetAsync(ClassificationDbContext db, CancellationToken ct)
    {
        var inForce = await PolicyDocument.ReadAsync(db, Kind, null, () => RuleSet.Default, ct);
        return ETags.Ok(inForce.Policy, inForce.Tag);
    }

    internal static async Task<TaggedOk<RuleSet>> PutAsync(RuleSet rules, IfMatch ifMatch, Caller caller, ClassificationDbContext db,
        TimeProvider clock, CancellationToken ct)
    {
        InstallationWide.EnsureFor(caller);
        var taxonomy = await PolicyDocument.ReadAsync(db, TaxonomyEndpoints.Kind, null, () => Taxonomy.Default, ct);
        var places = rules.Rules.Select((rule, index) => (rule.Id, index)).ToLookup(rule => rule.Id, rule => rule.index);
        var errors = RuleSetProblems.Find(rules, taxonomy.Policy)
            .Select(problem => ($"/rules/{places[problem.RuleId].Last()}", problem.Message)).ToArray();
        if (errors.Length > 0)
            throw new ValidationProblemException(errors);

        var replaced = await PolicyDocument.ReplaceAsync(db, Kind, null, rules, ifMatch, () => RuleSet.Default, clock.GetUtcNow(), ct);
        return ETags.Ok(replaced.Policy, replaced.Tag);
    }
}
