using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Statements;

internal enum ClauseKind
{
    Fact,
    Feeling,
    Need,
}

/// <summary>
/// Words by which a clause is known as a request or as a feeling; a request of a feeling customer is a request. What was asked for earlier
/// is a fact: "the return warehouse signed on the 28th", "applied for a refund a month ago".
/// </summary>
internal static class StatementCues
{
    /// <summary>A clause of this length that begins with what is wanted says nothing else: "退款".</summary>
    private const int ShortRequest = 6;

    private static readonly Rule Needs = Cue(
        nameof(Needs),
        [
            "要求", "请(求|问|给|帮|尽快|立即|马上|解决|处理|联系|退|赔|换|补|安排|核实|回复|把|将|你们|商家|平台|告诉|告知|确认)", "希望", "申请", "恳请",
            "(我|我们|就|只|只是|一定|必须)(想)?要(她|他|你|你们|他们|商家|店家|客服|平台|一个|个|退|赔|换|投诉|求|说法|道歉|回|新的|解释|原价|全款)",
            "(要|让|叫)(她|他|你|你们|他们|商家|客服|店家|卖家|快递员|司机)(给我|给我们|向我|当面|公开)?(道歉|赔|退|解决|处理|换|说明|解释|负责|上门)",
            "想(退|换|要回|知道|取消|改|问)", "需要(你们|商家|平台|给|赔|退|换|一个|个|知道|修|补)",
            "(必须|应该|应当|务必|赶紧|赶快|快点|尽快|立即|马上|立刻|请|麻烦)(你们|商家|平台)?(给|退|赔|换|处理|解决|道歉|发货|补|送|改|联系|安排|回复|派|修|查)",
            "给(我|我们|个)(退|换|赔|说法|交代|解释|答复|补|一个|个|道歉|修|送|发)", "(把|将)…(退|还|赔|补|换|修|送|寄|发|补发)(给|回|还|到|掉|好|完|了|一|我|就)",
            "(退|还|赔|补|换|修)(给|还给|偿)(我|我们)", "还我", "能不能", "能否", "可否", "可不可以", "麻烦", "诉求", "讨个", "要个", "退(款|货|钱)(给我|给我们|吧|就行|即可)",
            "补发(一|给|就|即|吧|那|少)", "赔偿(我|我们|损失|三倍|十倍|精神)", "全额退", "退一赔", "假一赔", "换(一|个|新|台|件)(个|台|件|的|新的)?", "(就行|就可以|即可|就好)(了)?",
            "(i|we|i'd|we'd|i'll|i just|i only|i really) (want|need|demand|request|expect|would like|like to|insist|require|wish|ask)",
            "(want|need|demand) (my|a|an|the|to|you|it|this|them|him|her|some)", "i would like", "i'd like", "i am asking", "i'm asking",
            "please", "pls", "kindly", "can (you|i|someone|we)",
            "could (you|someone|i|we)", "would you", "refund me", "give me", "send me", "how do i", "when will",
            "what are you going to do", "fix (it|this)", "get back to me",
            "my money back", "make (him|her|them) apologi*", "replace (it|this|them)", "let me know", "tell me",
        ],
        [
            "申请(了|过)", "申请(退款|退货|换货|售后|退换|维修)?…(了|过|已经|一个月|半个月|两周|三天|一周|好几|被拒|驳回|没人|至今|到现在)", "(已|已经|早就|当时|昨天|上周|上个月)(申请|要求)",
            "没(有)?(想|需)要", "expected to arrive", "was expected", "than expected", "as requested",
        ]);

    private static readonly Rule Feelings = Cue(
        nameof(Feelings),
        [
            "失望", "生气", "气愤", "愤怒", "气死", "气人", "恼火", "火大", "郁闷", "无语", "伤心", "难过", "委屈", "心塞", "寒心", "心寒", "后悔", "担心", "害怕", "后怕",
            "吓", "恶心",
            "讨厌", "不满", "不爽", "着急", "焦急", "焦虑", "太危险", "可怕", "崩溃", "过分", "可恶", "无奈", "受不了", "忍无可忍", "太差劲", "太坑", "坑爹", "垃圾", "糟糕",
            "不敢", "差评",
            "憋屈", "抓狂", "心疼", "遗憾", "不能接受", "无法接受", "欺人太甚", "心累", "好烦", "烦死", "很烦", "窝火", "窝心", "难受", "不开心", "不高兴", "绝望", "无助", "丢脸",
            "尴尬", "震惊", "惊讶", "闹心", "糟心", "堵心", "揪心", "膈应", "倒胃口", "哭", "泪", "开心", "高兴", "满意", "感谢", "感动", "欣慰", "谢谢", "喜欢", "惊喜",
            "angry", "anger", "furious", "disappoint*", "upset", "frustrat*", "annoy*", "unhappy", "not happy", "disgust*", "ridiculous",
            "unacceptable", "worried", "worry", "scared",
            "afraid", "terrified", "sad", "sadly", "hate", "fed up", "sick of", "tired of", "livid", "outrag*", "appall*", "horrible",
            "terrible", "awful", "worst", "pathetic", "shocked",
            "shocking", "embarrass*", "humiliat*", "insult*", "heartbroken", "devastated", "stress*", "shame", "joke", "never again",
            "regret", "dangerous", "can't believe", "anxious", "nervous",
            "helpless", "let down", "cheated", "confused", "happy", "glad", "pleased", "delighted", "grateful", "thank", "thanks", "love",
            "impressed", "feel", "feeling",
        ],
        ["谢谢合作", "joke shop", "feel free"]);

    private static readonly RuleMatcher Matcher =
        new(new RuleSet { Version = "statement", Negation = NegationPolicy.Default, Rules = [Needs, Feelings] });

    [ThreadStatic]
    private static List<RuleHit>? s_hits;

    public static ClauseKind Read(ReadOnlySpan<char> normalized)
    {
        if (normalized.Length is > 0 and <= ShortRequest && normalized[0] is '退' or '换' or '赔' or '补'
            && !normalized.ContainsAny('了', '被', '不'))
            return ClauseKind.Need;

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

    private static Rule Cue(string id, IReadOnlyList<string> patterns, IReadOnlyList<string> except) =>
        new() { Id = id, Axis = RuleAxis.Sign, Value = "cue", Negation = RuleNegation.Ignored, Patterns = patterns, Except = except };
}
