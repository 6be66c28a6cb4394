using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.Goodwill;
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

/// <summary>What an answer is given with, beside the follow-up.</summary>
internal sealed record Answering(HttpContext Http, LinkGenerator Links, GoodwillGifts Gifts);

/// <summary>Logs what came of asking the customer whether it is solved. What is not solved opens the case again.</summary>
internal static class LogAttempt
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/attempts", HandleAsync).WithName(nameof(LogAttempt)).AllowRoles(Roles.CaseWorkers);

    internal static async Task<Results<Created<FollowUpResponse>, NotFoundProblem>> HandleAsync(
        Guid id, LogAttemptRequest request, IfMatch ifMatch, [AsParameters] FollowUpWork work, [AsParameters] Answering answering,
        CancellationToken ct)
    {
        if (request.Outcome is FollowUpOutcome.NoAnswer or FollowUpOutcome.CallMe)
            throw new ValidationProblemException(("/outcome", "This is not an outcome of an agent's try. | 客服不能登记该结果。"));
        if (await work.Db.FollowUps.Include(row => row.Attempts).FirstOrDefaultAsync(row => row.Id == id, ct) is not { } followUp)
            return Problems.NotFound();

        ifMatch.EnsureMatches(followUp.Version);
        var (policy, _) = await work.Policies.ReadAsync(work.Db, followUp.StorefrontId, ct);
        var storefront = await work.Db.KnownStorefronts.AsNoTracking().FirstOrDefaultAsync(row =>
            row.StorefrontId == followUp.StorefrontId, ct);
        var attempt = followUp.AttemptBy(
            work.Caller, request.Outcome, request.Channel ?? FollowUpChannel.Phone, request.Notes, work.Clock.GetUtcNow());
        var facts = followUp.LogAttempt(attempt, work.Caller, policy, policy.DaytimeIn(Storefront.ZoneOf(storefront)));
        foreach (var fact in facts)
            work.Db.Publish(fact);
        await answering.Gifts.GrantForAsync(followUp, facts, ct);

        ETags.Set(answering.Http, followUp.Version);
        return TypedResults.Created(answering.Links.GetPathByName(nameof(GetFollowUp), new { id }), await work.ShowAsync(followUp, ct));
    }
}
