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

internal static class GetFollowUp
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/{id:guid}", HandleAsync).WithName(nameof(GetFollowUp)).AllowRoles(Roles.Staff);

    internal static async Task<Results<TaggedOk<FollowUpResponse>, NotFoundProblem>> HandleAsync(
        Guid id, RequestLanguage language, FollowUpDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.FollowUps.AsNoTracking().Include(row => row.Attempts).FirstOrDefaultAsync(row => row.Id == id, ct) is not { } followUp)
            return Problems.NotFound();

        var policy = await PolicyDocument.ReadAsync(db, FollowUpPolicy.Kind, followUp.StorefrontId, () => FollowUpPolicy.Default, ct);
        return ETags.Ok(FollowUpResponse.From(followUp, policy.Policy, language, clock.GetUtcNow()), followUp.Version);
    }
}
