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
        Guid id, IfMatch ifMatch, [AsParameters] FollowUpWork work, CancellationToken ct)
    {
        if (await work.Db.FollowUps.Include(row => row.Attempts).FirstOrDefaultAsync(row => row.Id == id, ct) is not { } followUp)
            return Problems.NotFound();

        ifMatch.EnsureMatches(followUp.Version);
        var (policy, _) = await work.Policies.ReadAsync(work.Db, followUp.StorefrontId, ct);
        followUp.Claim(work.Caller, policy, work.Clock.GetUtcNow());
        return ETags.Ok(await work.ShowAsync(followUp, ct), followUp.Version);
    }
}

/// <summary>What every request about follow-ups works with.</summary>
internal sealed record FollowUpWork(
    Caller Caller, RequestLanguage Language, FollowUpDbContext Db, FollowUpReader Reader, PolicySet<FollowUpPolicy> Policies,
    TimeProvider Clock)
{
    public Task<FollowUpResponse> ShowAsync(CaseFollowUp followUp, CancellationToken ct) =>
        Reader.ReadAsync(followUp, Caller, Language, ct);
}
