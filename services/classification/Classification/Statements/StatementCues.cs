using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Statements;

internal enum ClauseKind
{
    Fact,
    Feeling,
    Need,
}

/// <summary>Words by which a clause is known as a request or as a feeling; a request of a feeling customer is a request.</summary>
internal static class StatementCues
{
    private static readonly Rule Needs = Cue(nameof(Needs),
    [
        "要求", "请(求|问|给|帮|尽快|立即|马上|解决|处理|联系|退|赔|换|补|安排|核实|回复|你们|商家|平台)", "希望", "申请", "恳请", "我要(退|赔|换|投诉|求)", "想(退|换|要回|知道)", "需要(你们|商家|平台|给|赔|退|换)",
        "(必须|应该|应当|务必|赶紧|尽快|立即|马上)(给|退|赔|换|处理|解决|道歉|发货|补|送|改|联系|安排|回复)", "给(我|我们|个)(退|换|赔|说法|交代|解释|答复|补|一个)", "还我", "能不能", "能否", "可否", "麻烦", "诉求", "讨个", "要个", "退(款|货|钱)(给我|吧)?", "补发", "赔偿", "全额退",
        "(i |we |)(want|need|demand|request|expect|would like|insist|require) *", "i'd like", "please", "pls", "kindly", "can (you|i|someone)", "could (you|someone)", "refund me", "give me", "send me", "how do i", "when will", "what are you going to do", "fix (it|this)", "get back to me", "my money back"
    ]);

    private static readonly Rule Feelings = Cue(nameof(Feelings),
    [
        "失望", "生气", "气愤", "愤怒", "气死", "气人", "恼火", "火大", "郁闷", "无语", "伤心", "难过", "委屈", "心塞", "寒心", "心寒", "后悔", "担心", "害怕", "后怕", "吓", "恶心", "讨厌", "不满", "不爽", "着急", "焦急", "焦虑", "太危险", "可怕", "崩溃", "过分", "可恶", "无奈", "受不了", "忍无可忍", "太差劲", "太坑", "坑爹", "垃圾", "糟糕", "不敢", "差评", "憋屈", "抓狂", "心疼", "遗憾", "太过分", "不能接受", "无法接受", "欺人太甚", "愤怒", "难过", "恶心", "害怕",
        "angry", "furious", "disappoint*", "upset", "frustrat*", "annoy*", "unhappy", "not happy", "disgust*", "ridiculous", "unacceptable", "worried", "scared", "afraid", "terrified", "sad", "hate", "fed up", "sick of", "livid", "outrag*", "appall*", "horrible", "terrible", "awful", "worst", "pathetic", "shocked", "embarrass*", "heartbroken", "stress*", "shame", "joke", "never again", "regret", "dangerous", "can't believe"
    ]);

    private static readonly RuleMatcher Matcher = new(new RuleSet { Version = "statement", Negation = NegationPolicy.Default, Rules = [Needs, Feelings] });

    [ThreadStatic]
    private static List<RuleHit>? s_hits;

    public static ClauseKind Read(ReadOnlySpan<char> normalized)
    {
        var hits = s_hits ??= [];
        hits.Clear();
        Matcher.Match(normalized, "", hits);
        var kind = hits.Count > 0 ? ClauseKind.Feeling : ClauseKind.Fact;
        foreach (var hit in hits)
        {
            if (ReferenceEquals(hit.Rule, Needs))
                kind = ClauseKind.Need;
        }

        return kind;
    }

    private static Rule Cue(string id, IReadOnlyList<string> patterns) =>
        new() { Id = id, Axis = RuleAxis.Sign, Value = "cue", Negation = RuleNegation.Ignored, Patterns = patterns };
}
