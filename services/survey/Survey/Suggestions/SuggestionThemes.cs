using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Policies;
using Microsoft.Extensions.Validation;

namespace ComplaintPlatform.Survey.Suggestions;

/// <summary>What customers suggest, by words that tell of it. A text may be about several.</summary>
/// <param name="Words">In either language, compared without regard to case; one of them in a text is enough. Part of a word counts.</param>
[ValidatableType]
public sealed record SuggestionTheme(
    [property: Required, StringLength(60, MinimumLength = 1)] string Id,
    [property: Required, StringLength(100, MinimumLength = 1), PlainText(OneLine = true)] string Zh,
    [property: Required, StringLength(100, MinimumLength = 1), PlainText(OneLine = true)] string En,
    [property: Required, MinLength(1), MaxLength(200)] IReadOnlyList<string> Words)
{
    internal string TextIn(Language language) => language == Language.English ? En : Zh;
}

/// <param name="LeastTexts">So many texts have to say the same before it is shown as a theme of its own.</param>
[ValidatableType]
public sealed record SuggestionThemes(
    [property: Required, MaxLength(200)] IReadOnlyList<SuggestionTheme> Themes, [property: Range(2, 1000)] int LeastTexts = 3)
{
    internal static PolicySet<SuggestionThemes> Set { get; } = new("suggestion-themes", "SuggestionThemes", ReadDefault)
    {
        Validate = (policy, _, _, _) => Task.FromResult<IReadOnlyList<PolicyError>>([.. Errors(policy)]),
    };

    private static IEnumerable<PolicyError> Errors(SuggestionThemes policy)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < policy.Themes.Count; at++)
        {
            var theme = policy.Themes[at];
            if (!theme.Id.All(character => character is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_'))
                yield return new PolicyError($"/themes/{at}/id", "Must be small letters, digits and underscores. | 只能包含小写字母、数字和下划线。");
            if (!seen.Add(theme.Id))
                yield return new PolicyError($"/themes/{at}/id", "Stands here twice. | 重复。");
            for (var word = 0; word < theme.Words.Count; word++)
            {
                if (string.IsNullOrWhiteSpace(theme.Words[word]) || theme.Words[word].Length > 60)
                    yield return new PolicyError($"/themes/{at}/words/{word}", "Must have 1 to 60 characters. | 长度必须为 1 到 60 个字符。");
            }
        }
    }

    private static SuggestionThemes ReadDefault()
    {
        using var stream = typeof(SuggestionThemes).Assembly.GetManifestResourceStream("default-themes.json")!;
        return new SuggestionThemes(JsonSerializer.Deserialize<IReadOnlyList<SuggestionTheme>>(stream, JsonDefaults.Options)!);
    }
}
