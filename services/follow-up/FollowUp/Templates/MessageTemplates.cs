using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ComplaintPlatform.FollowUp.Messages;
using ComplaintPlatform.FollowUp.Storefronts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using NodaTime;

namespace ComplaintPlatform.FollowUp.Templates;

/// <summary>The texts of all messages, by template.</summary>
public sealed partial record MessageTemplates([property: Required] IReadOnlyDictionary<string, MessageTemplate> Templates)
{
    public const string Kind = "message-templates";
    public const string FollowUp = "follow_up";
    public const string Survey = "survey";
    public const string SurveyReminder = "survey_reminder";

    /// <summary>The templates there are, and the link that each must carry.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Known = new Dictionary<string, string>
    {
        [FollowUp] = "trackingUrl",
        [Survey] = "surveyUrl",
        [SurveyReminder] = "surveyUrl",
    };

    private const int LongestSubject = 200, LongestText = 5000, LongestShort = 500;

    // What a stranger can write must not stand where a mail program shows it unopened
    private static readonly HashSet<string> InSubjects = ["storefront"];
    private static readonly HashSet<string> InTexts = ["storefront", "name", "trackingUrl", "surveyUrl", "expiresOn"];

    public static MessageTemplates Default { get; } = Load();

    /// <exception cref="ValidationProblemException">A template or a language is missing, or a placeholder is not known.</exception>
    internal void EnsureComplete()
    {
        var errors = new List<(string, string)>();
        foreach (var id in Templates.Keys.Except(Known.Keys))
            errors.Add(($"/templates/{id}", "There is no such template. | 没有该模板。"));
        foreach (var (id, link) in Known)
        {
            if (!Templates.TryGetValue(id, out var template))
                errors.Add(($"/templates/{id}", "This template is missing. | 缺少该模板。"));
            else
                Check(id, link, template, errors);
        }

        if (errors.Count > 0)
            throw new ValidationProblemException([.. errors]);
    }

    internal ComposedText Compose(OutgoingMessage message, ContactPoint contact, SurveyLink? survey, Storefront? storefront)
    {
        var language = Language.FromTag(contact.Language ?? storefront?.Language);
        var text = Templates[message.Template].In(language);
        var url = survey?.Url ?? contact.TrackingUrl ?? "";
        var values = new Dictionary<string, string>
        {
            ["storefront"] = storefront?.Name ?? message.StorefrontId,
            ["name"] = Salutation.NameOf(contact.Name, language),
            ["trackingUrl"] = contact.TrackingUrl ?? "",
            ["surveyUrl"] = survey?.Url ?? "",
            ["expiresOn"] = survey is null ? "" : LocalDate(survey.ExpiresAt, Storefront.ZoneOf(storefront)),
        };
        return new ComposedText(language.Tag, Fill(text.Subject, values), Fill(text.Text, values), Fill(text.Short, values), url);
    }

    private static void Check(string id, string link, MessageTemplate template, List<(string, string)> errors)
    {
        foreach (var (language, text) in new[] { ("zh", template.Zh), ("en", template.En) })
        {
            var at = $"/templates/{id}/{language}";
            CheckText($"{at}/subject", text.Subject, LongestSubject, InSubjects, oneLine: true);
            CheckText($"{at}/text", text.Text, LongestText, InTexts, oneLine: false);
            CheckText($"{at}/short", text.Short, LongestShort, InTexts, oneLine: true);
            if (!text.Text.Contains($"{{{link}}}", StringComparison.Ordinal))
                errors.Add(($"{at}/text", $"Must contain {{{link}}}. | 必须包含 {{{link}}}。"));
            if (!text.Short.Contains($"{{{link}}}", StringComparison.Ordinal))
                errors.Add(($"{at}/short", $"Must contain {{{link}}}. | 必须包含 {{{link}}}。"));
        }

        void CheckText(string pointer, string text, int longest, HashSet<string> allowed, bool oneLine)
        {
            if (text.Length == 0 || text.Length > longest)
                errors.Add((pointer, $"Must have 1 to {longest} characters. | 长度必须为 1 到 {longest} 个字符。"));
            if (!PlainTextAttribute.IsPlain(text, oneLine))
                errors.Add((pointer, "Must not hold control characters. | 不能包含控制字符。"));
            foreach (var name in Placeholder().Matches(text).Select(match => match.Groups[1].Value).Where(name => !allowed.Contains(name)))
                errors.Add((pointer, $"The placeholder {{{name}}} is not allowed here. | 此处不允许使用占位符 {{{name}}}。"));
        }
    }

    private static string Fill(string text, Dictionary<string, string> values) =>
        Placeholder().Replace(text, match => values.GetValueOrDefault(match.Groups[1].Value, match.Value));

    private static string LocalDate(DateTimeOffset time, DateTimeZone zone) =>
        Instant.FromDateTimeOffset(time).InZone(zone).Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

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
