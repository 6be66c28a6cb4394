using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Questionnaires;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Survey.Surveys;

public sealed record SurveyResponse(SurveyQuestionnaire Questionnaire, string Language, DateTimeOffset? ExpiresAt)
{
    internal static SurveyResponse From(SurveyByToken survey, Language language) => new(
        new SurveyQuestionnaire(
            survey.Questionnaire.Version, [.. survey.Questionnaire.Questions.Select(question => AskedQuestion.From(question, language))]),
        language.Tag,
        survey.Invitation.ExpiresAt);
}

public sealed record SurveyQuestionnaire(int Version, IReadOnlyList<AskedQuestion> Questions);

/// <param name="Options">Empty but for a choice; the answer names one by its id.</param>
public sealed record AskedQuestion(
    string Id, QuestionKind Kind, string Text, bool Required, int? Minimum, int? Maximum, IReadOnlyList<SurveyOption> Options)
{
    internal static AskedQuestion From(Question question, Language language) => new(
        question.Id, question.Kind, question.TextIn(language), question.Required, question.Minimum, question.Maximum,
        [.. (question.Options ?? []).Select(option => new SurveyOption(option.Id, option.TextIn(language)))]);
}

public sealed record SurveyOption(string Id, string Text);

/// <summary>The questions, as JSON or, for a browser, as a page.</summary>
internal static class GetSurvey
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/{token}", HandleAsync).WithName(nameof(GetSurvey)).AllowLinkHolders()
            .Produces<SurveyResponse>().Produces(200, contentType: "text/html")
            .Produces<Problem>(404, Problem.MediaType).Produces<Problem>(409, Problem.MediaType).Produces<Problem>(410, Problem.MediaType);

    internal static async Task<IResult> HandleAsync(
        string token, HttpContext http, SurveyDbContext db, TenantScope scope, TimeProvider clock, CancellationToken ct)
    {
        var forBrowser = SurveyPage.IsWanted(http.Request);
        if (await SurveyByToken.FindAsync(token, db, scope, ct) is not { } survey)
            return forBrowser ? SurveyPage.NotFound(http) : Problems.NotFound();

        var language = survey.LanguageFor(http);
        try
        {
            survey.Invitation.EnsureAnswerable(clock.GetUtcNow());
        }
        catch (ProblemException refusal) when (forBrowser)
        {
            return SurveyPage.Refusal(http, refusal, language);
        }

        return forBrowser ? SurveyPage.Form(http, survey, language) : TypedResults.Ok(SurveyResponse.From(survey, language));
    }
}
