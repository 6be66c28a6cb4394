using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Classification.Policies;

/// <summary>The formulas of the axes that are computed from facts, and when an agent is asked; one document for the installation.</summary>
internal static class AxisPolicyEndpoints
{
    public const string Kind = "axes";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/policies", GetAsync).WithName("GetClassificationPolicies").RefuseStorefront().AllowRoles(Roles.Staff);
        group.MapPut("/policies", PutAsync).WithName("ReplaceClassificationPolicies").RefuseStorefront().RequireIfMatch()
            .AllowRoles(Roles.Management);
    }

    internal static async Task<TaggedOk<AxisPolicy>> GetAsync(ClassificationDbContext db, CancellationToken ct)
    {
        var inForce = await PolicyDocument.ReadAsync(db, Kind, null, () => new AxisPolicy(), ct);
        return ETags.Ok(inForce.Policy, inForce.Tag);
    }

    internal static async Task<TaggedOk<AxisPolicy>> PutAsync(
        AxisPolicy policy, IfMatch ifMatch, Caller caller, ClassificationDbContext db, TimeProvider clock, CancellationToken ct)
    {
        InstallationWide.EnsureFor(caller);
        var contradictions = policy.Contradictions().ToArray();
        if (contradictions.Length > 0)
            throw new ValidationProblemException(contradictions);

        var replaced = await PolicyDocument.ReplaceAsync(db, Kind, null, policy, ifMatch, () => new AxisPolicy(), clock.GetUtcNow(), ct);
        return ETags.Ok(replaced.Policy, replaced.Tag);
    }
}
