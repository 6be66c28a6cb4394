using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.FollowUp.Policies;

internal static class ReplaceFollowUpPolicies
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPut("", HandleAsync).WithName(nameof(ReplaceFollowUpPolicies)).AllowRoles(Roles.Management).RequireIfMatch();

    internal static async Task<TaggedOk<FollowUpPolicy>> HandleAsync(
        FollowUpPolicy policy, string? storefrontId, IfMatch ifMatch, Caller caller, FollowUpDbContext db, TimeProvider clock, CancellationToken ct)
    {
        policy.EnsureConsistent();
        var owner = PolicyDocument.OwnerFor(caller, storefrontId, writes: true);
        var inForce = await PolicyDocument.ReplaceAsync(
            db, FollowUpPolicy.Kind, owner, policy, ifMatch, () => FollowUpPolicy.Default, clock.GetUtcNow(), ct);
        return ETags.Ok(inForce.Policy, inForce.Tag);
    }
}
