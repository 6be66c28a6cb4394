using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Survey.Invitations;
using ComplaintPlatform.Survey.Questionnaires;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ComplaintPlatform.Survey.Surveys;

/// <summary>
/// The survey as a page: made for a phone, without any script, everything on it encoded, and nothing allowed that is not its own.
/// </summary>
internal static class SurveyPage
{
    private const string Html = "text/html";

    private const string Style = """
        *{box-sizing:border-box}
        body{margin:0;background:#f4f5f7;color:#1c2330;font:17px/1.5 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
        main{max-width:34rem;margin:0 auto;padding:1rem}
        h1{font-size:1.35rem;margin:.25rem 0 1rem}
        .shop{color:#566074;margin:1rem 0 0}
        .needed{color:#b3261e}
        fieldset{background:#fff;border:1px solid #dfe3e8;border-radius:.75rem;margin:0 0 1rem;padding:.5rem 1rem 1rem}
        legend{float:left;width:100%;font-weight:600;padding:0;margin:.5rem 0}
        legend+*{clear:both}
        label.option{display:flex;align-items:center;gap:.75rem;min-height:2.75rem;border-top:1px solid #eef0f3}
        .scale{display:flex;flex-wrap:wrap;gap:.5rem}
        .scale label{flex:1 0 2.75rem;text-align:center;border:1px solid #8a94a6;border-radius:.5rem;padding:.5rem 0;cursor:pointer}
        .scale label:has(:checked){border-color:#1657c4;background:#e8f0fd;font-weight:600}
        label.option:has(:checked){font-weight:600}
        .ends{display:flex;justify-content:space-between;margin:.25rem 0 0;color:#566074;font-size:.85rem}
        label:focus-within,textarea:focus-visible,button:focus-visible{outline:3px solid #1657c4;outline-offset:2px}
        input[type=radio],input[type=checkbox]{width:1.25rem;height:1.25rem}
        textarea{width:100%;min-height:6rem;font:inherit;padding:.5rem;border:1px solid #8a94a6;border-radius:.5rem}
        button{width:100%;min-height:3rem;font:inherit;font-weight:600;color:#fff;background:#1657c4;border:0;border-radius:.75rem}
        .error{color:#b3261e;margin:.25rem 0 0}
        """;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>A browser asks for HTML by name; programs, and those that take anything, get JSON.</summary>
    public static bool IsWanted(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return QualityOf(Html) > QualityOf("application/json");

        double QualityOf(string type) => accepted
            .Where(wish => wish.MediaType.Equals(type,
                StringComparison.OrdinalIgnoreCase)).Select(wish => wish.Quality ?? 1).DefaultIfEmpty(0).Max();
    }

    /// <param name="errors">What is missing or does not fit, by place; <c>null</c> on the first look.</param>
    /// <param name="given">What was filled in before: it stays.</param>
    public static IResult Form(
        HttpContext http, SurveyByToken survey, Language language, IReadOnlyDictionary<string, string[]>? errors = null, IFormCollection? given = null)
    {
        var body = new StringBuilder();
        if (survey.StorefrontName is { } shop)
            body.Append("<p class=\"shop\">").Append(Encoder.Encode(shop)).Append("</p>");
        body.Append("<h1>").Append(Text("How did we handle your complaint? | 请评价我们对您投诉的处理", language)).Append("</h1>");
        var action = (http.Request.PathBase + http.Request.Path).ToString().TrimEnd('/');
        if (!action.EndsWith("/page", StringComparison.Ordinal))
            action += "/page";
        body.Append("<form method=\"post\" action=\"").Append(Encoder.Encode(action)).Append("\">");
        foreach (var question in survey.Questionnaire.Questions)
            AppendQuestion(body, question, language, errors?.GetValueOrDefault($"/answers/{question.Id}"), given?[question.Id] ?? default);
        if (errors?.GetValueOrDefault("/answers") is [var general, ..])
            body.Append("<p class=\"error\" role=\"alert\">").Append(Text(general, language)).Append("</p>");
        body.Append("<button type=\"submit\">").Append(Text("Send | 提交", language)).Append("</button></form>");
        return Page(http, body, language, errors is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    public static IResult Thanks(HttpContext http, Language language) =>
        Message(http, "Thank you. Your answers have arrived. | 感谢您的反馈,我们已经收到。", language, StatusCodes.Status201Created);

    public static IResult Refusal(HttpContext http, ProblemException refusal, Language language) =>
        Message(http, refusal.Message, language, refusal.Status);

    public static IResult NotFound(HttpContext http) =>
        Message(http, "This link does not lead to a survey. | 该链接无效。", RequestLanguage.Of(http), StatusCodes.Status404NotFound);

    private static void AppendQuestion(StringBuilder body, Question question, Language language, string[]? errors, StringValues given)
    {
        var id = Encoder.Encode(question.Id);
        var required = question.Required ? " required" : "";
        var mark = question.Required ? $" <span class=\"needed\">{Text("(needed) | (必填)", language)}</span>" : "";
        body.Append("<fieldset><legend>").Append(Encoder.Encode(question.TextIn(language))).Append(mark).Append("</legend>");
        switch (question.Kind)
        {
            case QuestionKind.Scale:
                body.Append("<div class=\"scale\">");
                for (var number = question.Minimum!.Value; number <= question.Maximum; number++)
                    body.Append(CultureInfo.InvariantCulture,
                        $"<label><input type=\"radio\" name=\"{id}\" value=\"{number}\"{required}{Checked($"{number}")}><br>{number}</label>");
                var (least, most) = EndsOf(question, language);
                body.Append("</div><p class=\"ends\"><span>").Append(least).Append("</span><span>").Append(most).Append("</span></p>");
                break;
            case QuestionKind.Open:
                body.Append(
                    CultureInfo.InvariantCulture,
                    $"<textarea name=\"{id}\" maxlength=\"{SurveyAnswer.LongestText}\" aria-label=\"{Encoder.Encode(question.TextIn(language))}\"{required}>{Encoder.Encode(given.ToString())}</textarea>");
                break;
            default:
                var type = question.Kind is QuestionKind.Single ? "radio" : "checkbox";
                var needed = question.Kind is QuestionKind.Single ? required : "";
                foreach (var option in question.Options!)
                {
                    body.Append(CultureInfo.InvariantCulture,
                        $"<label class=\"option\"><input type=\"{type}\" name=\"{id}\" value=\"{Encoder.Encode(option.Id)}\"{needed}{Checked(option.Id)}>")
                        .Append(Encoder.Encode(option.TextIn(language))).Append("</label>");
                }

                break;
        }

        if (errors is [var first, ..])
            body.Append("<p class=\"error\" role=\"alert\">").Append(Text(first, language)).Append("</p>");
        body.Append("</fieldset>");

        string Checked(string value) => given.Contains(value) ? " checked" : "";
    }

    // A number alone does not say which end is praise
    private static (string Least, string Most) EndsOf(Question question, Language language) => question.Id switch
    {
        Question.Satisfaction => (Text("Very dissatisfied | 很不满意", language), Text("Very satisfied | 非常满意", language)),
        Question.Recommendation => (Text("Not at all | 完全不愿意", language), Text("Certainly | 非常愿意", language)),
        _ => (Text("Lowest | 最低", language), Text("Highest | 最高", language)),
    };

    private static IResult Message(HttpContext http, string text, Language language, int status) =>
        Page(http, new StringBuilder("<h1>").Append(Text(text, language)).Append("</h1>"), language, status);

    private static IResult Page(HttpContext http, StringBuilder body, Language language, int status)
    {
        var nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
        // The address of the page is the key to it
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
        headers.Append(HeaderNames.Vary, "Accept, Accept-Language");
        var title = Text("Survey | 满意度调查", language);
        return TypedResults.Content(
            $"<!doctype html><html lang=\"{language.Tag}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
            + $"<title>{title}</title><style nonce=\"{nonce}\">{Style}</style></head><body><main>{body}</main></body></html>",
            "text/html; charset=utf-8", statusCode: status);
    }

    private static string Text(string both, Language language) => Encoder.Encode(Texts.Pick(both, language));
}
