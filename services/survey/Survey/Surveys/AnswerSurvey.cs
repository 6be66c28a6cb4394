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

/// <summary>The customer answers a survey, once.</summary>
internal static class AnswerSurvey
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{token}/answers", HandleAsync).WithName(nameof(AnswerSurvey)).AllowLinkHolders();

    internal static async Task<Results<Created<SurveyAnsweredResponse>, NotFoundProblem>> HandleAsync(
        string token, AnswerSurveyRequest request, SurveyAnswering answering, TenantScope scope, CancellationToken ct)
    {
        if (await SurveyByToken.FindAsync(token, answering.Db, scope, ct) is not { } survey)
            return Problems.NotFound();

        var answeredAt = await answering.AcceptAsync(survey.Invitation, request.Answers, TenantScope.CustomerActor, ct);
        return TypedResults.Created((string?)null, new SurveyAnsweredResponse(answeredAt));
    }
}
