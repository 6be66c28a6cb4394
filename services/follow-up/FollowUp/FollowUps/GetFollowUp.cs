using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.FollowUp.FollowUps;

/// <summary>Shows a follow-up with what to say and when to call.</summary>
internal static class GetFollowUp
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/{id:guid}", HandleAsync).WithName(nameof(GetFollowUp)).AllowRoles(Roles.Staff);

    internal static async Task<Results<TaggedOk<FollowUpResponse>, NotFoundProblem>> HandleAsync(
        Guid id, [AsParameters] FollowUpWork work, CancellationToken ct)
    {
        var rows = work.Db.FollowUps.AsNoTracking().Include(row => row.Attempts);
        return await rows.FirstOrDefaultAsync(row => row.Id == id, ct) is { } followUp
            ? ETags.Ok(await work.ShowAsync(followUp, ct), followUp.Version)
            : Problems.NotFound();
    }
}
