using ComplaintPlatform.Kernel;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Policies;
using ComplaintPlatform.Survey.Questionnaires;
using ComplaintPlatform.Survey.Surveys;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Survey.Invitations;

/// <summary>An agent fills in what the customer says on the phone.</summary>
internal static class LogPhoneAnswers
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/phone-answers", HandleAsync).WithName(nameof(LogPhoneAnswers)).AllowRoles(Roles.CaseWorkers);

    internal static async Task<Results<Created<SurveyInvitationResponse>, NotFoundProblem>> HandleAsync(
        Guid id, AnswerSurveyRequest request, IfMatch ifMatch, Caller caller, SurveyDbContext db, IOptions<SurveyPolicyDefaults> defaults,
        TimeProvider clock, CancellationToken ct)
    {
        if (await db.Invitations.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } invitation)
            return Problems.NotFound();

        ifMatch.EnsureMatches(invitation.Version);
        var now = clock.GetUtcNow();
        invitation.EnsureAnswerable(now);
        var questionnaire = await QuestionnaireCatalogue.FindAsync(db, invitation.QuestionnaireId, invitation.QuestionnaireVersion, ct);
        var answers = AnswerReader.Read(invitation.Id, questionnaire!, request.Answers);
        invitation.Answer(answers, caller.Actor, await SurveyPolicy.ForAsync(db, invitation.StorefrontId, defaults.Value, ct), now, db.Publish);
        return TypedResults.Created((string?)null, SurveyInvitationResponse.From(invitation));
    }
}
