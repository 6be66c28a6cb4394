using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Invitations;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Surveys;

public sealed record SurveyLinkResponse(string Url, DateTimeOffset ExpiresAt);

/// <summary>Asked by the service that sends messages, at the moment of sending: links never travel in events.</summary>
internal static class GetSurveyLink
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/survey-links/{id:guid}", HandleAsync).WithName(nameof(GetSurveyLink)).AllowScope(Scopes.SurveyLinksRead);

    internal static async Task<Results<Ok<SurveyLinkResponse>, NotFoundProblem>> HandleAsync(
        Guid id, SurveyDbContext db, TenantScope scope, SurveyLinks links, TimeProvider clock, CancellationToken ct)
    {
        var invitation = await db.Invitations.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct);
        // What cannot be answered any more is not written about
        if (invitation is not { State: InvitationState.Open, ExpiresAt: { } expiresAt } || expiresAt <= clock.GetUtcNow())
            return Problems.NotFound();

        scope.UseStorefront(invitation.StorefrontId);
        return TypedResults.Ok(new SurveyLinkResponse(await links.AddressOfAsync(invitation, db, ct), expiresAt));
    }
}
