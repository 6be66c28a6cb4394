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

/// <summary>An agent takes a follow-up for a while, so that two never call the same customer.</summary>
internal static class ClaimFollowUp
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/claim", HandleAsync).WithName(nameof(ClaimFollowUp)).AllowRoles(Roles.CaseWorkers);

    internal static async Task<Results<TaggedOk<FollowUpResponse>, NotFoundProblem>> HandleAsync(
        Guid id, IfMatch ifMatch, Caller caller, RequestLanguage language, FollowUpDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.FollowUps.Include(row => row.Attempts).FirstOrDefaultAsync(row => row.Id == id, ct) is not { } followUp)
            return Problems.NotFound();

        ifMatch.EnsureMatches(followUp.Version);
        var now = clock.GetUtcNow();
        var (policy, _) = await PolicyDocument.ReadAsync(db, FollowUpPolicy.Kind, followUp.StorefrontId, () => FollowUpPolicy.Default, ct);
        followUp.Claim(caller, policy, now);
        return ETags.Ok(FollowUpResponse.From(followUp, policy, language, now), followUp.Version);
    }
}
