using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Policies;
using Microsoft.Extensions.Validation;

namespace ComplaintPlatform.Intake.Signals;

/// <summary>How complaints that nobody filed are spotted.</summary>
/// <param name="Keywords">Words, any of which flags a message.</param>
/// <param name="SentimentThreshold">A message whose sentiment is at most this, from -1 to 1, is flagged.</param>
/// <param name="FlagUrgent">Whether a message that is classified as urgent (safety, health, privacy, threats) is flagged.</param>
/// <param name="SampleRate">Share of the unflagged messages that is put up for decision all the same: recall is estimated from it.</param>
/// <param name="KeepUnflaggedDays">So long words and customer of a message that was not flagged are kept.</param>
/// <param name="Behaviours">What customers do that flags them.</param>
[ValidatableType]
public sealed record SignalPolicy(
    KeywordLists? Keywords = null,
    [property: Range(-1.0, 1.0)] double SentimentThreshold = -0.6,
    bool FlagUrgent = true,
    [property: Range(0.0, 1.0)] double SampleRate = 0.01,
    [property: Range(1, 3650)] int KeepUnflaggedDays = 30,
    BehaviourPolicy? Behaviours = null)
{
    public KeywordLists Keywords { get; init; } = Keywords ?? new();

    public BehaviourPolicy Behaviours { get; init; } = Behaviours ?? new();

    internal IEnumerable<PolicyError> Errors() =>
        [.. KeywordLists.Errors("zh", Keywords.Zh), .. KeywordLists.Errors("en", Keywords.En)];
}

/// <summary>Read in any width, case and script; words of letters are found as whole words only.</summary>
/// <param name="Zh">Chinese words.</param>
/// <param name="En">English words.</param>
[ValidatableType]
public sealed record KeywordLists(IReadOnlyList<string>? Zh = null, IReadOnlyList<string>? En = null)
{
    private const int Longest = 60;

    private static readonly string[] DefaultZh =
    [
        "投诉", "差评", "维权", "假货", "骗人", "欺骗", "上当", "曝光", "消协", "12315", "起诉", "律师函", "举报", "太差", "很失望", "太失望", "气死", "无语了", "没人管", "没人处理",
        "不处理", "不给退", "拒绝退款", "要求退款", "要求赔偿", "退钱", "漏电", "起火", "冒烟", "爆炸", "受伤", "过敏", "中毒", "坏了", "破损", "发错", "少发", "没收到", "一直不发货", "一直不回",
        "态度恶劣", "再也不买",
    ];

    private static readonly string[] DefaultEn =
    [
        "complaint", "complain", "scam", "fraud", "rip-off", "counterfeit", "fake", "lawyer", "sue", "money back", "want a refund", "refuse to refund", "broken",
        "damaged", "defective", "faulty", "never arrived", "still waiting", "not working", "doesn't work", "stopped working", "wrong item", "missing item",
        "terrible", "awful", "horrible", "worst", "disappointed", "unacceptable", "rude", "ridiculous", "injured", "caught fire", "electric shock",
        "food poisoning", "allergic reaction", "never buy again",
    ];

    [MaxLength(1000)]
    public IReadOnlyList<string> Zh { get; init; } = Zh ?? DefaultZh;

    [MaxLength(1000)]
    public IReadOnlyList<string> En { get; init; } = En ?? DefaultEn;

    internal static IEnumerable<PolicyError> Errors(string list, IReadOnlyList<string> words)
    {
        for (var at = 0; at < words.Count; at++)
        {
            if (words[at].Length > Longest || KeywordMatch.Fold(words[at]).Trim().Length == 0)
            {
                yield return new PolicyError(
                    $"/signals/keywords/{list}/{at}", $"Must be a word of at most {Longest} characters. | 必须是不超过 {Longest} 个字符的词语。");
            }
        }
    }
}

/// <summary>How much of what one customer does, within how many days, is a sign.</summary>
/// <param name="Returns">So many returns within <paramref name="ReturnDays"/> are frequent.</param>
/// <param name="ReturnDays">The window of returns.</param>
/// <param name="Consultations">So many consultations within <paramref name="ConsultationDays"/> are repeated.</param>
/// <param name="ConsultationDays">The window of consultations.</param>
/// <param name="LongConsultationMinutes">A single consultation of so many minutes is long.</param>
/// <param name="StatusChecks">So many looks at where the order is within <paramref name="StatusCheckDays"/> are repeated.</param>
/// <param name="StatusCheckDays">The window of looks at an order.</param>
[ValidatableType]
public sealed record BehaviourPolicy(
    [property: Range(1, 1000)] int Returns = 3,
    [property: Range(1, 365)] int ReturnDays = 30,
    [property: Range(1, 1000)] int Consultations = 3,
    [property: Range(1, 365)] int ConsultationDays = 7,
    [property: Range(1, 1440)] int LongConsultationMinutes = 30,
    [property: Range(1, 1000)] int StatusChecks = 5,
    [property: Range(1, 365)] int StatusCheckDays = 3)
{
    internal int LongestWindowDays => Math.Max(ReturnDays, Math.Max(ConsultationDays, StatusCheckDays));

    /// <summary>What many of a kind are a sign of, how many, and within how many days.</summary>
    internal (SignalKind Kind, int Threshold, int Days) For(BehaviourKind kind) => kind switch
    {
        BehaviourKind.Return => (SignalKind.FrequentReturns, Returns, ReturnDays),
        BehaviourKind.Consultation => (SignalKind.RepeatedConsultations, Consultations, ConsultationDays),
        _ => (SignalKind.RepeatedStatusChecks, StatusChecks, StatusCheckDays),
    };
}
