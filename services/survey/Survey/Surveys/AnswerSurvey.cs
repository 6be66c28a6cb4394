using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Policies;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Survey.Surveys;

/// <param name="Answers">By question: a number on a scale, the id of an option, a list of such, or words.</param>
public sealed record AnswerSurveyRequest([property: Required] IReadOnlyDictionary<string, JsonElement> Answers);

public sealed record SurveyAnsweredResponse(DateTimeOffset AnsweredAt);

internal static class AnswerSurvey
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{token}/answers", HandleAsync).WithName(nameof(AnswerSurvey)).AllowLinkHolders();

    internal static async Task<Results<Created<SurveyAnsweredResponse>, NotFoundProblem>> HandleAsync(
        string token, AnswerSurveyRequest request, SurveyDbContext db, TenantScope scope, IOptions<SurveyPolicyDefaults> defaults, TimeProvider clock,
        CancellationToken ct)
    {
        if (await SurveyByToken.FindAsync(token, db, scope, ct) is not { } survey)
            return Problems.NotFound();

        var now = clock.GetUtcNow();
        await AcceptAsync(survey, request.Answers, db, defaults.Value, now, ct);
        return TypedResults.Created((string?)null, new SurveyAnsweredResponse(now));
    }

    /// <exception cref="ProblemException">Too late, answered before, or answers that do not fit the questions.</exception>
    internal static async Task AcceptAsync(
        SurveyByToken survey, IReadOnlyDictionary<string, JsonElement> given, SurveyDbContext db, SurveyPolicyDefaults defaults, DateTimeOffset now,
        CancellationToken ct)
    {
        survey.Invitation.EnsureAnswerable(now);
        var answers = AnswerReader.Read(survey.Invitation.Id, survey.Questionnaire, given);
        var policy = await SurveyPolicy.ForAsync(db, survey.Invitation.StorefrontId, defaults, ct);
        survey.Invitation.Answer(answers, TenantScope.CustomerActor, policy, now, db.Publish);
    }
}
