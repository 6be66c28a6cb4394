using ComplaintPlatform.Kernel;
using ComplaintPlatform.Survey.Surveys;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Invitations;

/// <summary>An agent fills in what the customer says on the phone.</summary>
internal static class LogPhoneAnswers
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/phone-answers", HandleAsync).WithName(nameof(LogPhoneAnswers)).AllowRoles(Roles.CaseWorkers);

    internal static async Task<Results<Created<SurveyInvitationResponse>, NotFoundProblem>> HandleAsync(
        Guid id, AnswerSurveyRequest request, IfMatch ifMatch, Caller caller, SurveyAnswering answering, CancellationToken ct)
    {
        if (await answering.Db.Invitations.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } invitation)
            return Problems.NotFound();

        ifMatch.EnsureMatches(invitation.Version);
        await answering.AcceptAsync(invitation, request.Answers, caller.Actor, ct, caller.UserId);
        return TypedResults.Created((string?)null, SurveyInvitationResponse.From(invitation));
    }
}
