using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.FollowUp.Policies;

internal static class GetFollowUpPolicies
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("", HandleAsync).WithName(nameof(GetFollowUpPolicies)).AllowRoles(Roles.Staff);

    internal static async Task<TaggedOk<FollowUpPolicy>> HandleAsync(string? storefrontId, Caller caller, FollowUpDbContext db, CancellationToken ct)
    {
        var owner = PolicyDocument.OwnerFor(caller, storefrontId, writes: false);
        var inForce = await PolicyDocument.ReadAsync(db, FollowUpPolicy.Kind, owner, () => FollowUpPolicy.Default, ct);
        return ETags.Ok(inForce.Policy, inForce.Tag);
    }
}
