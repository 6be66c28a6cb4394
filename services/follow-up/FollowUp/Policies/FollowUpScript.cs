using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;

namespace ComplaintPlatform.FollowUp.Policies;

/// <summary>
/// What is said to the customer, in the customer's language, and beside it what the agent keeps in mind, in the agent's. A line may name
/// <c>{name}</c>, <c>{reference}</c>, <c>{storefront}</c> and <c>{resolution}</c>; where one of them is not known, its line is left out.
/// </summary>
/// <param name="Zh">Lines in Chinese.</param>
/// <param name="En">Lines in English.</param>
/// <param name="HintsZh">Hints in Chinese; left out, the installation's own.</param>
/// <param name="HintsEn">Hints in English; left out, the installation's own.</param>
public sealed partial record FollowUpScript(
    [property: Required, MinLength(1), MaxLength(30), PlainText] IReadOnlyList<string> Zh,
    [property: Required, MinLength(1), MaxLength(30), PlainText] IReadOnlyList<string> En,
    [property: MaxLength(30), PlainText] IReadOnlyList<string>? HintsZh = null,
    [property: MaxLength(30), PlainText] IReadOnlyList<string>? HintsEn = null)
{
    private static readonly HashSet<string> Facts = ["name", "reference", "storefront", "resolution"];

    public static FollowUpScript Default { get; } = new(
        [
            "{name},您好!我是{storefront}的客服回访专员,想就您的投诉 {reference} 回访一下。",
            "请问现在方便占用您两分钟吗?",
            "您之前反映的问题,我们记录为已经处理。请问处理方案是否已经落实?",
            "我们这边记录的处理结果是:{resolution}",
            "您的问题现在解决了吗?如果没有,还差什么?",
            "对处理的过程和结果,您是否满意?",
            "您还有什么希望我们改进的地方?",
            "感谢您的反馈。若问题仍未解决,我会马上为您重新开启案件并跟进。",
        ],
        [
            "Hello {name}, this is customer care of {storefront}. I am calling about your complaint {reference}.",
            "Do you have two minutes for me now?",
            "We have recorded your complaint as settled. Has everything that we agreed on been done?",
            "What we have noted as done is: {resolution}",
            "Is the problem solved now? If not, what is missing?",
            "Are you satisfied with how it was handled and with the result?",
            "Is there anything that we should do better?",
            "Thank you. If it is not solved, I am opening the case again right now and will stay on it.",
        ],
        [
            "先领取再拨打:领取后才显示完整姓名和号码,其他客服也不会重复联系。",
            "只记录客户的原话,不替客户下结论;客户没有明确说“解决了”,就不要登记为满意。",
            "登记“未解决”或“不满意”会立即重开案件,并交给更资深的同事。",
            "无人接听请登记“未联系上”,系统会换时间、最后换渠道再联系。",
        ],
        [
            "Claim before you call: then name and number are whole, and no other agent calls as well.",
            "Write down what the customer says, not what you conclude: without a clear word that it is solved it is not.",
            "“Not solved” and “unsatisfied” open the case again at once, with a more senior colleague.",
            "Nobody answers? Log it as unreachable: the next try is at another time, the last one by another channel.",
        ]);

    internal IReadOnlyList<string> HintsIn(Language language) =>
        language == Language.English ? HintsEn ?? Default.HintsEn! : HintsZh ?? Default.HintsZh!;

    /// <summary>The lines with the case's facts in them.</summary>
    internal IReadOnlyList<string> LinesIn(Language language, IReadOnlyDictionary<string, string?> facts)
    {
        var lines = language == Language.English ? En : Zh;
        return
        [
            .. lines.Where(line => NamedIn(line).All(name => !string.IsNullOrWhiteSpace(facts.GetValueOrDefault(name))))
                .Select(line => Placeholder().Replace(line, match => facts[match.Groups[1].Value]!)),
        ];
    }

    internal IEnumerable<PolicyError> Errors()
    {
        foreach (var (list, lines) in new[] { ("zh", Zh), ("en", En) })
        {
            for (var at = 0; at < lines.Count; at++)
            {
                foreach (var name in NamedIn(lines[at]).Where(name => !Facts.Contains(name)))
                    yield return new($"/script/{list}/{at}", $"The placeholder {{{name}}} is not allowed here. | 此处不允许使用占位符 {{{name}}}。");
            }
        }
    }

    private static IEnumerable<string> NamedIn(string line) => Placeholder().Matches(line).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"\{([A-Za-z]+)\}", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
