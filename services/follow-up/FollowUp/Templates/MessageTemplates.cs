using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ComplaintPlatform.FollowUp.Messages;
using ComplaintPlatform.FollowUp.Storefronts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Policies;
using Microsoft.Extensions.Validation;
using NodaTime;

namespace ComplaintPlatform.FollowUp.Templates;

/// <summary>The texts of all messages, by template.</summary>
[ValidatableType]
public sealed partial record MessageTemplates([property: Required] IReadOnlyDictionary<string, MessageTemplate> Templates)
{
    public const string Kind = "message-templates";
    public const string Acknowledgement = "acknowledgement";
    public const string Resolved = "resolved";
    public const string FollowUp = "follow_up";
    public const string Survey = "survey";
    public const string SurveyReminder = "survey_reminder";
    public const string Thanks = "thanks";
    public const string Reopened = "reopened";
    public const string OfferMade = "offer_made";
    public const string ApprovalResult = "approval_result";
    public const string TaskDone = "task_done";
    public const string OfferExpiring = "offer_expiring";
    public const string Progress = "progress";
    public const string Delay = "delay";
    public const string Gift = "gift";
    public const string Apology = "apology";
    public const string ImprovementReport = "improvement_report";
    public const string StaffNotice = "staff_notice";
    public const string MonthlyReport = "monthly_report";

    /// <summary>Nobody waits for them: they can be refused with one click.</summary>
    internal static readonly HashSet<string> Optional = [Survey, SurveyReminder, Thanks, ImprovementReport];

    /// <summary>
    /// Of these a customer gets no more in a day than the policy says; the others answer something that the customer did.
    /// </summary>
    internal static readonly IReadOnlyList<string> Capped = [.. Optional, Progress, TaskDone];

    private const string TrackingUrl = "trackingUrl", SurveyUrl = "surveyUrl";

    /// <summary>The templates there are, and the link that each must carry; a notice to staff carries none.</summary>
    internal static readonly IReadOnlyDictionary<string, string?> Known = new Dictionary<string, string?>
    {
        [Acknowledgement] = TrackingUrl,
        [OfferMade] = TrackingUrl,
        [OfferExpiring] = TrackingUrl,
        [Progress] = TrackingUrl,
        [Delay] = TrackingUrl,
        [ApprovalResult] = TrackingUrl,
        [TaskDone] = TrackingUrl,
        [Resolved] = TrackingUrl,
        [FollowUp] = TrackingUrl,
        [Thanks] = TrackingUrl,
        [Gift] = TrackingUrl,
        [Apology] = TrackingUrl,
        [ImprovementReport] = TrackingUrl,
        [Reopened] = TrackingUrl,
        [Survey] = SurveyUrl,
        [SurveyReminder] = SurveyUrl,
        [StaffNotice] = null,
        [MonthlyReport] = null,
    };

    private const int LongestSubject = 200, LongestText = 5000, LongestShort = 500;

    // What a stranger can write must not stand where a mail program shows it unopened
    private static readonly HashSet<string> InSubjects = ["storefront", "reference"];
    private static readonly HashSet<string> InTexts =
        ["storefront", "reference", "name", "trackingUrl", "surveyUrl", "expiresOn", "news", "month", "occasion"];

    public static MessageTemplates Default { get; } = Load();

    internal static PolicySet<MessageTemplates> Set { get; } = new(Kind, "MessageTemplates", () => Default)
    {
        Validate = (templates, _, _, _) => Task.FromResult<IReadOnlyList<PolicyError>>(templates.Errors()),
    };

    internal MessageTemplates With(string id, MessageTemplate template) =>
        new(new Dictionary<string, MessageTemplate>(Templates) { [id] = template });

    internal List<PolicyError> ErrorsOf(string id)
    {
        var errors = new List<PolicyError>();
        if (!Templates.TryGetValue(id, out var template))
            errors.Add(new($"/templates/{id}", "This template is missing. | 缺少该模板。"));
        else if (template is not
        {
            Zh: { Subject: not null, Text: not null, Short: not null },
            En: { Subject: not null, Text: not null, Short: not null }
        })
            errors.Add(new($"/templates/{id}", "Needs subject, text and short in zh and en. | 需要 zh 和 en 的 subject、text 和 short。"));
        else
            Check(id, Known[id], template, errors);
        return errors;
    }

    private List<PolicyError> Errors() =>
    [
        .. Templates.Keys.Except(Known.Keys).Select(id => new PolicyError($"/templates/{id}", "There is no such template. | 没有该模板。")),
        .. Known.Keys.SelectMany(ErrorsOf),
    ];

    internal ComposedText Compose(OutgoingMessage message, ContactPoint contact, SurveyLink? survey, Storefront? storefront)
    {
        var language = Language.Find(contact.Language) ?? Language.Find(message.Language) ?? Language.FromTag(storefront?.Language);
        var url = survey?.Url ?? contact.TrackingUrl ?? "";
        return Fill(message.Template, language, url, new Dictionary<string, string>
        {
            ["storefront"] = storefront?.Name ?? message.StorefrontId,
            ["reference"] = contact.Reference ?? "",
            ["name"] = Salutation.NameOf(contact.Name, language),
            [TrackingUrl] = contact.TrackingUrl ?? "",
            [SurveyUrl] = survey?.Url ?? "",
            ["expiresOn"] = survey is null ? "" : LocalTime(survey.ExpiresAt, Storefront.ZoneOf(storefront)),
            ["news"] = BilingualNews.In(message.News, language) ?? "",
        });
    }

    /// <summary>How a template reads, with made-up values.</summary>
    internal ComposedText Preview(string template, Language language)
    {
        var isEnglish = language == Language.English;
        var url = Known[template] is null ? "" : "https://shop.example/api/v1/" + (Known[template] == SurveyUrl ? "surveys" : "track") + "/AbCdEfGhIjKlMnOpQrStUvWxYz0";
        return Fill(template, language, url, new Dictionary<string, string>
        {
            ["storefront"] = isEnglish ? "Sample Shop" : "示例店铺",
            ["reference"] = "C-260131-0001",
            ["name"] = isEnglish ? "Alex Smith" : "王芳",
            [TrackingUrl] = url,
            [SurveyUrl] = url,
            ["expiresOn"] = "2026-02-14 18:00",
            ["news"] = isEnglish ? "Refund 50.00 CNY" : "退款 50.00 CNY",
            ["month"] = "2026-01",
            ["occasion"] = isEnglish ? "the case was escalated" : "案件已升级",
        });
    }

    /// <summary>To a member of staff: about a month, or about a complaint.</summary>
    internal ComposedText ComposeForStaff(
        string template, Language language, string storefront, string month = "", string reference = "", string occasion = "") =>
        Fill(template, language, "", new Dictionary<string, string>
        {
            ["storefront"] = storefront,
            ["month"] = month,
            ["occasion"] = occasion,
            ["reference"] = reference,
            ["name"] = "",
            [TrackingUrl] = "",
            [SurveyUrl] = "",
            ["expiresOn"] = "",
            ["news"] = "",
        });

    // Documents that were saved before a template came in have no text of their own for it
    private ComposedText Fill(string template, Language language, string url, Dictionary<string, string> values)
    {
        var text = Templates.GetValueOrDefault(template, Default.Templates[template]).In(language);
        // Where there is no news, its paragraph is left out
        var body = Fill(text.Text, values).ReplaceLineEndings("\n").Replace("\n\n\n\n", "\n\n", StringComparison.Ordinal).TrimEnd('\n');
        return new ComposedText(language.Tag, Fill(text.Subject, values), body, Fill(text.Short, values), url);
    }

    private static void Check(string id, string? link, MessageTemplate template, List<PolicyError> errors)
    {
        foreach (var (language, text) in new[] { ("zh", template.Zh), ("en", template.En) })
        {
            var at = $"/templates/{id}/{language}";
            CheckText($"{at}/subject", text.Subject, LongestSubject, InSubjects, oneLine: true);
            CheckText($"{at}/text", text.Text, LongestText, InTexts, oneLine: false);
            CheckText($"{at}/short", text.Short, LongestShort, InTexts, oneLine: true);
            if (link is null)
                continue;
            if (!text.Text.Contains($"{{{link}}}", StringComparison.Ordinal))
                errors.Add(new($"{at}/text", $"Must contain {{{link}}}. | 必须包含 {{{link}}}。"));
            if (!text.Short.Contains($"{{{link}}}", StringComparison.Ordinal))
                errors.Add(new($"{at}/short", $"Must contain {{{link}}}. | 必须包含 {{{link}}}。"));
        }

        void CheckText(string pointer, string text, int longest, HashSet<string> allowed, bool oneLine)
        {
            if (text.Length == 0 || text.Length > longest)
                errors.Add(new(pointer, $"Must have 1 to {longest} characters. | 长度必须为 1 到 {longest} 个字符。"));
            if (!PlainTextAttribute.IsPlain(text, oneLine))
                errors.Add(new(pointer, "Must not hold control characters. | 不能包含控制字符。"));
            foreach (var name in Placeholder().Matches(text).Select(match => match.Groups[1].Value).Where(name => !allowed.Contains(name)))
                errors.Add(new(pointer, $"The placeholder {{{name}}} is not allowed here. | 此处不允许使用占位符 {{{name}}}。"));
        }
    }

    private static string Fill(string text, Dictionary<string, string> values) =>
        Placeholder().Replace(text, match => values.GetValueOrDefault(match.Groups[1].Value, match.Value));

    /// <summary>With the time of day: the day alone would promise all of it.</summary>
    private static string LocalTime(DateTimeOffset time, DateTimeZone zone) =>
        Instant.FromDateTimeOffset(time).InZone(zone).ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static MessageTemplates Load()
    {
        using var stream = typeof(MessageTemplates).Assembly.GetManifestResourceStream("message-templates.json")!;
        return JsonSerializer.Deserialize<MessageTemplates>(stream, JsonDefaults.Options)!;
    }

    [GeneratedRegex(@"\{([A-Za-z]+)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}

public sealed record MessageTemplate([property: Required] MessageText Zh, [property: Required] MessageText En)
{
    internal MessageText In(Language language) => language == Language.English ? En : Zh;
}

/// <param name="Short">For SMS and app push.</param>
public sealed record MessageText(string Subject, string Text, string Short);

internal sealed record ComposedText(string Language, string Subject, string Body, string Short, string Url);
