using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Policies;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Classification.Insights;

/// <summary>The numbers behind hot spots, one document for the installation.</summary>
internal static class InsightPolicyEndpoints
{
    public const string Kind = "insights";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/policies", GetAsync).WithName("GetInsightPolicies").AllowRoles(Roles.Staff);
        group.MapPut("/policies", PutAsync).WithName("ReplaceInsightPolicies").RequireIfMatch().AllowRoles(Roles.Management);
    }

    internal static async Task<TaggedOk<InsightPolicy>> GetAsync(ClassificationDbContext db, CancellationToken ct)
    {
        var inForce = await PolicyDocument.ReadAsync(db, Kind, null, () => new InsightPolicy(), ct);
        return ETags.Ok(inForce.Policy, inForce.Tag);
    }

    internal static async Task<TaggedOk<InsightPolicy>> PutAsync(
        InsightPolicy policy, Caller caller, IfMatch ifMatch, ClassificationDbContext db, TimeProvider clock, CancellationToken ct)
    {
        InstallationWide.EnsureFor(caller);
        var replaced = await PolicyDocument.ReplaceAsync(db, Kind, null, policy, ifMatch, () => new InsightPolicy(), clock.GetUtcNow(), ct);
        return ETags.Ok(replaced.Policy, replaced.Tag);
    }
}
