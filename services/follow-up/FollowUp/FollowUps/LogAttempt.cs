using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.FollowUp.Storefronts;
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

/// <param name="Channel">By which the customer was tried; a call where nothing is said.</param>
public sealed record LogAttemptRequest(
    FollowUpOutcome Outcome,
    [property: StringLength(FollowUpAttempt.LongestNotes), PlainText] string? Notes = null,
    FollowUpChannel? Channel = null);

internal static class LogAttempt
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/attempts", HandleAsync).WithName(nameof(LogAttempt)).AllowRoles(Roles.CaseWorkers);

    internal static async Task<Results<Created<FollowUpResponse>, NotFoundProblem>> HandleAsync(
        Guid id, LogAttemptRequest request, IfMatch ifMatch, Caller caller, RequestLanguage language, HttpContext http,
        FollowUpDbContext db, LinkGenerator links, TimeProvider clock, CancellationToken ct)
    {
        if (await db.FollowUps.Include(row => row.Attempts).FirstOrDefaultAsync(row => row.Id == id, ct) is not { } followUp)
            return Problems.NotFound();

        ifMatch.EnsureMatches(followUp.Version);
        var now = clock.GetUtcNow();
        var (policy, _) = await PolicyDocument.ReadAsync(db, FollowUpPolicy.Kind, followUp.StorefrontId, () => FollowUpPolicy.Default, ct);
        var storefront = await db.KnownStorefronts.AsNoTracking().FirstOrDefaultAsync(row => row.StorefrontId == followUp.StorefrontId, ct);
        followUp.LogAttempt(
            caller, request.Outcome, request.Channel, request.Notes, policy, policy.DaytimeIn(Storefront.ZoneOf(storefront)), now, db.Publish);

        ETags.Set(http, followUp.Version);
        return TypedResults.Created(
            links.GetPathByName(nameof(GetFollowUp), new { id }), FollowUpResponse.From(followUp, policy, language, now));
    }
}
