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

internal static class GetSurveyPolicies
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("", HandleAsync).WithName(nameof(GetSurveyPolicies)).AllowRoles(Roles.Staff);

    internal static async Task<TaggedOk<SurveyPolicy>> HandleAsync(
        string? storefrontId, Caller caller, SurveyDbContext db, IOptions<SurveyPolicyDefaults> defaults, CancellationToken ct)
    {
        var owner = PolicyDocument.OwnerFor(caller, storefrontId, writes: false);
        var (policy, tag) = await PolicyDocument.ReadAsync(db, SurveyPolicy.Kind, owner, defaults.Value.ToPolicy, ct);
        return ETags.Ok(policy, tag);
    }
}
