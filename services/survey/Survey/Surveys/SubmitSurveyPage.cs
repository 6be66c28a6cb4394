using System.Globalization;
using System.Text.Json;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Policies;
using ComplaintPlatform.Survey.Questionnaires;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace ComplaintPlatform.Survey.Surveys;

/// <summary>What the page's form sends: the same answers, without a script on the page.</summary>
internal static class SubmitSurveyPage
{
    // The link in the path is the authority, not a cookie, so a form of another site can do nothing that its owner could not
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{token}/page",
            HandleAsync).WithName(nameof(SubmitSurveyPage)).AllowLinkHolders().DisableAntiforgery().ExcludeFromDescription();

    internal static async Task<IResult> HandleAsync(
        string token, HttpContext http, SurveyAnswering answering, TenantScope scope, CancellationToken ct)
    {
        if (!http.Request.HasFormContentType)
            throw new ProblemException(415, "media_type.unsupported", "Send the page's form. | 请提交页面表单。");
        if (await SurveyByToken.FindAsync(token, answering.Db, scope, ct) is not { } survey)
            return SurveyPage.NotFound(http);

        var language = survey.LanguageFor(http);
        IFormCollection? form = null;
        try
        {
            form = await http.Request.ReadFormAsync(ct);
            var given = survey.Questionnaire.Questions
                .Where(question => form.ContainsKey(question.Id)).ToDictionary(question => question.Id,
                    question => ToJson(question, form[question.Id]));
            await answering.AcceptAsync(survey.Invitation, given, TenantScope.CustomerActor, ct);
            return SurveyPage.Thanks(http, language);
        }
        catch (ValidationProblemException invalid)
        {
            return SurveyPage.Form(http, survey, language, invalid.Errors, form);
        }
        catch (ProblemException refusal)
        {
            return SurveyPage.Refusal(http, refusal, language);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or BadHttpRequestException)
        {
            throw new ProblemException(400, "form.malformed", "The form cannot be read. | 无法读取表单。");
        }
    }

    private static JsonElement ToJson(Question question, StringValues values) => question.Kind switch
    {
        QuestionKind.Scale when int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
            JsonSerializer.SerializeToElement(number),
        QuestionKind.Multiple => JsonSerializer.SerializeToElement(values.ToArray()),
        _ => JsonSerializer.SerializeToElement(values.ToString().ReplaceLineEndings("\n")),
    };
}
