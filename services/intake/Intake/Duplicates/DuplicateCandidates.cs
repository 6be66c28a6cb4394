using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Duplicates;

public sealed record DuplicateCandidatesResponse(IReadOnlyList<DuplicateCandidate> Items);

internal static class DuplicateCandidates
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{id:guid}/duplicate-candidates", ListAsync).WithName("ListDuplicateCandidates")
            .WithDescription("Lists complaints that may be about the same, likeliest first.")
            .AllowRoles([Roles.Storefront, .. Roles.Staff]);
        group.MapPost("/{id:guid}/duplicate-candidates/{otherId:guid}/dismissal", DismissAsync).WithName("DismissDuplicateCandidate")
            .WithDescription("Says that the two are not about the same.")
            .AllowRoles(Roles.CaseWorkers);
    }

    internal static async Task<Results<Ok<DuplicateCandidatesResponse>, NotFoundProblem>> ListAsync(
        Guid id, IntakeDbContext db, CancellationToken ct) =>
        await db.Complaints.AnyAsync(row => row.Id == id, ct)
            ? TypedResults.Ok(new DuplicateCandidatesResponse(await DuplicateSearch.OpenAsync(db, id, ct)))
            : Problems.NotFound();

    internal static async Task<Results<NoContent, NotFoundProblem>> DismissAsync(
        Guid id, Guid otherId, Caller caller, IntakeDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var proposals = await db.DuplicateProposals
            .Where(row => (row.ComplaintId == id && row.OtherId == otherId) || (row.ComplaintId == otherId && row.OtherId == id))
                .ToListAsync(ct);
        if (proposals.Count == 0)
            return Problems.NotFound();

        foreach (var proposal in proposals)
            proposal.Dismiss(caller.Actor, clock.GetUtcNow());
        return TypedResults.NoContent();
    }
}
