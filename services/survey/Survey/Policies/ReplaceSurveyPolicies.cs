using ComplaintPlatform.Kernel;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Survey.Policies;

internal static class ReplaceSurveyPolicies
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPut("", HandleAsync).WithName(nameof(ReplaceSurveyPolicies)).AllowRoles(Roles.Management).RequireIfMatch();

    internal static async Task<TaggedOk<SurveyPolicy>> HandleAsync(
        SurveyPolicy policy, string? storefrontId, IfMatch ifMatch, Caller caller, SurveyDbContext db, IOptions<SurveyPolicyDefaults> defaults,
        TimeProvider clock, CancellationToken ct)
    {
        policy.EnsureConsistent();
        var owner = PolicyDocument.OwnerFor(caller, storefrontId, writes: true);
        var (inForce, tag) = await PolicyDocument.ReplaceAsync(
            db, SurveyPolicy.Kind, owner, policy, ifMatch, defaults.Value.ToPolicy, clock.GetUtcNow(), ct);
        return ETags.Ok(inForce, tag);
    }
}
