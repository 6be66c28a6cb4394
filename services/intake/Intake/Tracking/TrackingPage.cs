using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using NodaTime;

namespace ComplaintPlatform.Intake.Tracking;

/// <summary>The tracking link as a page: made for a phone, without any script, everything on it encoded, and nothing allowed that is not its own.</summary>
internal static class TrackingPage
{
    private const string Html = "text/html";

    private const string Style = """
        *{box-sizing:border-box}
        body{margin:0;background:#f4f5f7;color:#1c2330;font:17px/1.5 system-ui,-apple-system,"PingFang SC","Microsoft YaHei",sans-serif}
        main{max-width:38rem;margin:0 auto;padding:1rem}
        h1{font-size:1.35rem;margin:1rem 0 .25rem}
        h2{font-size:1.05rem;margin:0 0 .5rem}
        section{background:#fff;border:1px solid #dfe3e8;border-radius:.75rem;margin:0 0 1rem;padding:1rem}
        .status{font-size:1.15rem;font-weight:600}
        .words{white-space:pre-wrap;overflow-wrap:anywhere;margin:.25rem 0}
        ol{list-style:none;margin:0;padding:0}
        li{border-top:1px solid #eef0f3;padding:.5rem 0}
        time,.by{color:#566070;font-size:.9rem}
        label{display:block;font-weight:600;margin:.5rem 0 .25rem}
        input,textarea{width:100%;font:inherit;padding:.5rem;border:1px solid #77808e;border-radius:.5rem}
        textarea{min-height:6rem}
        button{width:100%;min-height:3rem;margin-top:.75rem;font:inherit;font-weight:600;color:#fff;background:#1657c4;border:0;border-radius:.75rem}
        button.quiet{color:#8c1d18;background:#fff;border:1px solid #8c1d18}
        summary{min-height:2.75rem;padding:.5rem 0}
        .error{color:#b3261e}
        """;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private static readonly Dictionary<ComplaintStatus, string> Statuses = new()
    {
        [ComplaintStatus.Received] = "We have received your complaint. | 我们已收到您的投诉。",
        [ComplaintStatus.Classified] = "We have read your complaint. | 我们已了解您的投诉。",
        [ComplaintStatus.Assigned] = "A member of our team has your complaint. | 您的投诉已交由专人处理。",
        [ComplaintStatus.InProgress] = "We are working on it. | 我们正在处理。",
        [ComplaintStatus.AwaitingCustomer] = "We are waiting for your answer. | 我们正在等待您的回复。",
        [ComplaintStatus.AwaitingApproval] = "We are preparing a solution. | 我们正在准备解决方案。",
        [ComplaintStatus.Executing] = "We are carrying out what was agreed. | 我们正在落实已商定的方案。",
        [ComplaintStatus.Resolved] = "We believe it is solved. | 我们认为问题已经解决。",
        [ComplaintStatus.FollowingUp] = "We believe it is solved, and will ask whether you agree. | 我们认为问题已经解决,稍后会向您确认。",
        [ComplaintStatus.Closed] = "Your complaint is closed. | 您的投诉已结案。",
        [ComplaintStatus.Reopened] = "We have taken up your complaint again. | 我们已重新处理您的投诉。",
        [ComplaintStatus.Withdrawn] = "You have withdrawn your complaint. | 您已撤回投诉。",
        [ComplaintStatus.Duplicate] = "We handle this together with your other complaint. | 我们将与您的另一投诉合并处理。",
    };

    /// <summary>A browser asks for HTML by name; programs, and those that take anything, get JSON.</summary>
    public static bool IsWanted(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return QualityOf(Html) > QualityOf("application/json");

        double QualityOf(string type) => accepted
            .Where(wish => wish.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)).Select(wish => wish.Quality ?? 1)
                .DefaultIfEmpty(0).Max();
    }

    public static IResult Show(HttpContext http, TrackingResponse tracked, Language language, DateTimeZone zone, string? error = null)
    {
        var action = (http.Request.PathBase + http.Request.Path).ToString().TrimEnd('/');
        if (!action.EndsWith("/page", StringComparison.Ordinal))
            action += "/page";
        var form = $"<form method=\"post\" action=\"{Encoder.Encode(action)}\">";
        var body = new StringBuilder();
        body.Append("<h1>").Append(Text("Your complaint | 您的投诉", language)).Append(' ').Append(Encoder.Encode(tracked.Reference))
            .Append("</h1>");
        if (error is not null)
            body.Append("<p class=\"error\" role=\"alert\">").Append(Text(error, language)).Append("</p>");
        body.Append("<section><p class=\"status\">").Append(Text(Statuses[tracked.Status], language)).Append("</p>");
        if (tracked.Follows is { } original)
        {
            body.Append("<p>").Append(Encoder.Encode(original.Reference)).Append(": ")
                .Append(Text(Statuses[original.Status], language)).Append("</p>");
        }

        body.Append("<p>").Append(Time(tracked.ReceivedAt, zone)).Append("</p><p class=\"words\">").Append(Encoder.Encode(tracked.Text))
            .Append("</p></section>");
        var open = tracked.Status is not (ComplaintStatus.Withdrawn or ComplaintStatus.Closed);
        if (tracked.Questions.Count > 0 && open)
            AppendQuestions(body, form, tracked, language);
        if (tracked.Status is ComplaintStatus.FollowingUp)
            AppendConfirmation(body, form, language);
        body.Append("<section><h2>").Append(Text("What has happened | 处理进展", language)).Append("</h2><ol>");
        foreach (var step in tracked.Progress)
            body.Append("<li>").Append(Time(step.At, zone)).Append("<br>").Append(Encoder.Encode(step.Summary)).Append("</li>");
        body.Append("</ol></section>");
        AppendMessages(body, form, tracked, language, zone);
        if (open && tracked.Status is not ComplaintStatus.Duplicate)
        {
            body.Append("<section><details><summary>").Append(Text("Withdraw my complaint | 撤回投诉", language)).Append("</summary>")
                .Append(form)
                .Append("<p>").Append(Text("We then stop working on it. | 撤回后我们将不再处理。", language))
                .Append("</p><button class=\"quiet\" name=\"do\" value=\"withdraw\">").Append(Text("Yes, withdraw it | 确认撤回", language))
                .Append("</button></form></details></section>");
        }

        return Page(http, body, language, error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    public static IResult NotFound(HttpContext http)
    {
        var language = RequestLanguage.Of(http).Language;
        var text = Text("This link does not lead to a complaint. | 该链接无效。", language);
        return Page(http, new StringBuilder($"<h1>{text}</h1>"), language, StatusCodes.Status404NotFound);
    }

    // One tap answers; words are welcome and not needed
    private static void AppendConfirmation(StringBuilder body, string form, Language language)
    {
        body.Append("<section><h2>").Append(Text("Is it solved? | 问题解决了吗?", language)).Append("</h2>").Append(form)
            .Append("<label for=\"word\">").Append(Text("What you want to add | 您想补充的话", language))
            .Append("</label><textarea id=\"word\" name=\"text\" maxlength=\"4000\"></textarea>");
        foreach (var (value, label) in new[]
        {
            ("solved", "Yes, it is solved | 已解决"),
            ("not_solved", "No, it is not solved | 未解决"),
            ("call_me", "Please call me | 请给我打电话"),
        })
            body.Append("<button name=\"do\" value=\"").Append(value).Append("\">").Append(Text(label, language)).Append("</button>");
        body.Append("</form></section>");
    }

    private static void AppendQuestions(StringBuilder body, string form, TrackingResponse tracked, Language language)
    {
        body.Append("<section><h2>").Append(Text("This would help us | 请补充以下信息,便于我们处理", language)).Append("</h2>").Append(form);
        foreach (var (fact, question) in tracked.Questions)
        {
            var name = Encoder.Encode(fact);
            body.Append(CultureInfo.InvariantCulture, $"<label for=\"{name}\">").Append(Encoder.Encode(question))
                .Append(CultureInfo.InvariantCulture, $"</label><input id=\"{name}\" name=\"{name}\" maxlength=\"200\">");
        }

        body.Append("<button name=\"do\" value=\"facts\">").Append(Text("Send | 提交", language)).Append("</button></form></section>");
    }

    private static void AppendMessages(StringBuilder body, string form, TrackingResponse tracked, Language language, DateTimeZone zone)
    {
        body.Append("<section><h2>").Append(Text("Your messages | 您的留言", language)).Append("</h2><ol>");
        foreach (var message in tracked.Messages)
            body.Append("<li>").Append(Time(message.At, zone)).Append("<p class=\"words\">").Append(Encoder.Encode(message.Text))
                .Append("</p></li>");
        body.Append("</ol>");
        if (tracked.Status is not ComplaintStatus.Withdrawn)
        {
            body.Append(form).Append("<label for=\"text\">").Append(Text("Write to us | 给我们留言", language))
                .Append("</label><textarea id=\"text\" name=\"text\" maxlength=\"20000\" required></textarea><button name=\"do\" value=\"message\">")
                .Append(Text("Send | 发送", language)).Append("</button></form>");
        }

        body.Append("</section>");
    }

    private static string Time(DateTimeOffset time, DateTimeZone zone) =>
        $"<time datetime=\"{JsonDefaults.Rfc3339(time)}\">{LocalTimes.Of(time, zone)}</time>";

    internal static IResult Page(HttpContext http, StringBuilder body, Language language, int status)
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
        var title = Text("Your complaint | 您的投诉", language);
        return TypedResults.Content(
            $"<!doctype html><html lang=\"{language.Tag}\"><head><meta charset=\"utf-8\">"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
            + $"<title>{title}</title><style nonce=\"{nonce}\">{Style}</style></head><body><main>{body}</main></body></html>",
            "text/html; charset=utf-8", statusCode: status);
    }

    private static string Text(string both, Language language) => Encoder.Encode(Texts.Pick(both, language));
}
