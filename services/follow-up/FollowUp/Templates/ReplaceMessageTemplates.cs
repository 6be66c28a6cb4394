using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.FollowUp.Templates;

internal static class ReplaceMessageTemplates
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPut("", HandleAsync).WithName(nameof(ReplaceMessageTemplates)).AllowRoles(Roles.Management).RequireIfMatch();

    internal static async Task<TaggedOk<MessageTemplates>> HandleAsync(
        MessageTemplates templates, string? storefrontId, IfMatch ifMatch, Caller caller, FollowUpDbContext db, TimeProvider clock, CancellationToken ct)
    {
        templates.EnsureComplete();
        var owner = PolicyDocument.OwnerFor(caller, storefrontId, writes: true);
        var (inForce, tag) = await PolicyDocument.ReplaceAsync(
            db, MessageTemplates.Kind, owner, templates, ifMatch, () => MessageTemplates.Default, clock.GetUtcNow(), ct);
        return ETags.Ok(inForce, tag);
    }
}
