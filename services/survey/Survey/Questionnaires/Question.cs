using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Survey.Questionnaires;

public enum QuestionKind { Scale, Single, Multiple, Open }

/// <param name="Minimum">The lowest value of a scale.</param>
/// <param name="Maximum">The highest value of a scale.</param>
/// <param name="Options">The answers of a choice.</param>
public sealed partial record Question(
    [property: Required, StringLength(40, MinimumLength = 1)] string Id,
    QuestionKind Kind,
    [property: Required, StringLength(500, MinimumLength = 1), PlainText(OneLine = true)] string Zh,
    [property: Required, StringLength(500, MinimumLength = 1), PlainText(OneLine = true)] string En,
    bool Required = false,
    int? Minimum = null,
    int? Maximum = null,
    [property: MaxLength(20)] IReadOnlyList<QuestionOption>? Options = null)
{
    /// <summary>The question whose answer is the score.</summary>
    public const string Satisfaction = "satisfaction";

    /// <summary>The question whose answer is the customer's word on whether it is solved.</summary>
    public const string Solved = "solved";

    /// <summary>The question whose answer is counted as NPS.</summary>
    public const string Recommendation = "recommend";

    public const string Yes = "yes";
    public const string No = "no";

    private const int WidestScale = 10;

    internal string TextIn(Language language) => language == Language.English ? En : Zh;

    internal IEnumerable<(string Pointer, string Message)> Errors(string at)
    {
        if (!IdShape().IsMatch(Id))
            yield return ($"{at}/id", "Must be small letters, digits and underscores. | 只能包含小写字母、数字和下划线。");
        if (Kind is QuestionKind.Scale
            && (Minimum is not { } low || Maximum is not { } high || low < 0 || low >= high || high > WidestScale))
            yield return ($"{at}/maximum", "A scale needs minimum and maximum, from 0 to 10. | 量表需要 0 到 10 之间的最小值和最大值。");
        if (Kind is not QuestionKind.Scale && (Minimum ?? Maximum) is not null)
            yield return ($"{at}/minimum", "Only a scale has bounds. | 只有量表有上下限。");
        if (Kind is QuestionKind.Single or QuestionKind.Multiple && Options is not { Count: >= 2 })
            yield return ($"{at}/options", "A choice needs at least two options. | 选择题至少需要两个选项。");
        if (Kind is QuestionKind.Scale or QuestionKind.Open && Options is { Count: > 0 })
            yield return ($"{at}/options", "Only a choice has options. | 只有选择题有选项。");
        if (Options is not null && Options.Select(option => option.Id).Distinct().Count() != Options.Count)
            yield return ($"{at}/options", "Names an option twice. | 选项重复。");
        if (Id == Satisfaction && this is not { Kind: QuestionKind.Scale, Minimum: 1, Maximum: 5 })
            yield return ($"{at}/kind", "The question satisfaction is a scale from 1 to 5. | 问题 satisfaction 必须是 1 到 5 的量表。");
        if (Id == Recommendation && this is not { Kind: QuestionKind.Scale, Minimum: 0, Maximum: 10 })
            yield return ($"{at}/kind", "The question recommend is a scale from 0 to 10. | 问题 recommend 必须是 0 到 10 的量表。");
        if (Id == Solved && (Kind is not QuestionKind.Single
            || Options?.Select(option => option.Id).Order(StringComparer.Ordinal).SequenceEqual([No, Yes]) is not true))
            yield return ($"{at}/options", "The question solved has the options yes and no. | 问题 solved 必须有 yes 和 no 两个选项。");
    }

    [GeneratedRegex("^[a-z0-9_]+$", RegexOptions.NonBacktracking)]
    private static partial Regex IdShape();
}

public sealed record QuestionOption(
    [property: Required, StringLength(40, MinimumLength = 1)] string Id,
    [property: Required, StringLength(200, MinimumLength = 1), PlainText(OneLine = true)] string Zh,
    [property: Required, StringLength(200, MinimumLength = 1), PlainText(OneLine = true)] string En)
{
    internal string TextIn(Language language) => language == Language.English ? En : Zh;
}
