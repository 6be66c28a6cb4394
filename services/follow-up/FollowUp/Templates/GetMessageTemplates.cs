using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.FollowUp.Templates;

internal static class GetMessageTemplates
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("", HandleAsync).WithName(nameof(GetMessageTemplates)).AllowRoles(Roles.Staff);

    internal static async Task<TaggedOk<MessageTemplates>> HandleAsync(string? storefrontId, Caller caller, FollowUpDbContext db, CancellationToken ct)
    {
        var owner = PolicyDocument.OwnerFor(caller, storefrontId, writes: false);
        var (templates, tag) = await PolicyDocument.ReadAsync(db, MessageTemplates.Kind, owner, () => MessageTemplates.Default, ct);
        return ETags.Ok(templates, tag);
    }
}
