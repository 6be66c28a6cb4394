namespace ComplaintPlatform.Classification.Rules;

/// <summary>
/// Which words take back what stands near them, and how far they reach: denials ("no fire"), what is not wanted ("no need of a refund"),
/// and what did not happen but is asked, imagined, feared, hoped or told ("if it had caught fire", "will it leak?", "the label warns of").
/// </summary>
internal sealed record NegationPolicy
{
    public required IReadOnlyList<string> Chinese { get; init; }

    /// <summary>A single character of negation reaches less far than a whole word.</summary>
    public int ChineseReach { get; init; } = 8;

    public int ChineseShortReach { get; init; } = 3;

    /// <summary>Words that hold a negation character and do not negate.</summary>
    public required IReadOnlyList<string> ChineseHarmless { get; init; }

    /// <summary>"没几天就坏", "没有处理漏电": what stands between takes the negation back, or to itself.</summary>
    public required IReadOnlyList<string> ChineseCancelling { get; init; }

    public required IReadOnlyList<string> English { get; init; }

    /// <summary>In words.</summary>
    public int EnglishReach { get; init; } = 6;

    public required IReadOnlyList<string> EnglishHarmless { get; init; }

    /// <summary>"Did not answer after the fire": the negation is another word's, or ends here.</summary>
    public IReadOnlyList<string> EnglishCancelling { get; init; } = [];

    /// <summary>"不需要退款": not even the topic counts.</summary>
    public IReadOnlyList<string> Unwanted { get; init; } = [];

    /// <summary>What follows in the clause was not done or is not meant to be: "没打算", "no intention of".</summary>
    public IReadOnlyList<string> Unintended { get; init; } = [];

    /// <summary>What follows in the clause is imagined: "如果", "in case".</summary>
    public IReadOnlyList<string> Imagined { get; init; } = [];

    /// <summary>Where what is imagined ends and what is said begins: "就", "i will".</summary>
    public IReadOnlyList<string> Consequence { get; init; } = [];

    /// <summary>What follows in the clause is somebody else's word: "说明书上写着", "i read that".</summary>
    public IReadOnlyList<string> Reported { get; init; } = [];

    /// <summary>A sentence with one of these, and a question mark or particle, asks and does not tell.</summary>
    public IReadOnlyList<string> Asking { get; init; } = [];

    /// <summary>What follows a word and takes it back: "的情况没有发生", "did not happen".</summary>
    public IReadOnlyList<string> Behind { get; init; } = [];

    public static NegationPolicy Default { get; } = new()
    {
        Chinese =
        [
            "没有", "没", "不会", "不是", "不", "未", "无", "别", "并非", "从未", "毫无", "没发现", "没出现", "没发生", "没见", "没看到", "不存在", "不曾", "未见",
            "未曾", "未发现", "未发生", "未出现", "从来没", "从来没有", "还没有", "并没有", "并没", "并未", "没有发现", "没有出现", "没有发生", "没有任何", "没任何", "避免", "防止",
            "杜绝", "免于",
            "会不会", "有没有", "是否", "以免", "免得", "省得", "担心", "害怕", "生怕", "怕", "谈不上", "算不上", "不至于", "没人", "没有人", "无人",
            "谁也没", "谁都没", "想让我", "要让我", "预防", "不属于", "不涉及", "排除了", "没说", "没有说", "不等于",
        ],
        ChineseHarmless =
        [
            "不但", "不仅", "不只", "不光", "不单", "不止", "不得不", "不小心", "不慎", "不到", "不久", "不知", "不停", "不断", "不料", "不满", "不行", "不愧", "不过",
            "不然", "不好", "不负责", "不值", "不要脸", "没多久", "没几", "没两", "没过", "没用", "没法", "没办法", "没想到", "没事", "无缘无故", "无故", "无比",
            "无语", "无良", "无奈", "无法", "未必", "差点没", "动不动", "时不时", "好不", "莫不", "无不", "不是一般", "区别", "特别", "分别", "性别", "级别", "别的",
            "别人", "别家", "别再", "个别", "别提", "别说", "别墅", "类别", "识别", "告别", "千万别", "不可能不", "不会不", "不是不", "不是没", "不能说没", "不可能没", "并非没",
            "不无", "非但不", "无非", "不禁", "没完没了", "不由", "不明", "不良", "不合格", "不安全", "不达标", "不管", "不论", "无论", "不可思议", "不敢", "不堪", "不幸",
            "不一会", "不多久", "不出", "恐怕", "怕是", "可怕", "哪怕", "没怎么", "没等", "没来得及", "没注意", "没留意", "无辜", "没收到", "没到货", "不退", "没退", "没有退",
            "不给", "没给", "没有给", "不理", "没理", "不让", "没让", "不赔", "没赔", "没人管", "没人理", "没人处理", "没有人管", "没有人理", "没有人处理", "无人理", "无人处理", "不肯",
            "不予", "不了", "不发货", "不能接受", "无法接受", "不舒服", "不接受", "不承认",
        ],
        ChineseCancelling =
        [
            "就", "竟", "居然", "却", "还是", "反而", "便", "但", "可是", "而是", "只是", "因为", "导致", "害得", "后", "处理", "解决", "回复", "理会", "理睬", "管", "修",
            "赔", "回应",
            "答复", "说明", "提示", "提醒", "告知", "检查", "检测", "通知", "道歉", "重视", "负责", "承认", "赔偿", "退", "买", "用", "开机", "想到", "料到", "得到", "收到",
        ],
        English =
        [
            "not", "no", "never", "without", "hardly", "barely", "neither", "nor", "none", "nobody", "nothing", "isn't", "wasn't",
            "aren't", "weren't", "don't", "doesn't",
            "didn't", "hasn't", "haven't", "hadn't", "won't", "wouldn't", "cannot", "can't", "couldn't", "ain't", "isnt", "wasnt", "arent",
            "werent", "dont", "doesnt", "didnt",
            "hasnt", "wont", "cant", "shouldn't", "free of", "free from", "no one", "far from", "instead of", "rather than", "to avoid",
            "to prevent", "afraid", "worried",
            "worry", "lest", "anything but", "nowhere near",
        ],
        EnglishHarmless =
        [
            "not only", "not just", "no wonder", "no doubt", "can't believe", "cannot believe", "no longer safe", "not to mention",
            "no idea", "not without", "not safe",
            "never not", "not no", "no sooner", "can't deny", "cannot deny", "no matter", "not surprised", "not once but", "no joke",
            "no kidding", "nothing but", "couldn't be more", "no thanks to",
            "can't stop", "couldn't stop", "hardly a day", "without warning", "without notice", "no longer", "not long", "not even",
        ],
        EnglishCancelling =
        [
            "but", "however", "although", "though", "yet", "except", "because", "since", "until", "till", "after", "before", "when",
            "while", "then", "instead", "so", "it's", "care",
            "refund", "refunded", "reply", "replied", "respond", "responded", "response", "fix", "fixed", "help", "helped", "answer",
            "answered", "resolve", "resolved",
            "address", "addressed", "mention", "mentioned", "warn", "warned", "warning", "tell", "told", "explain", "explained",
            "explanation", "accept", "accepted",
            "believe", "apology", "apologise", "apologize", "compensation", "replacement", "replaced", "replace", "way", "idea", "which",
            "who", "that", "about", "despite", "even", "just", "only", "work", "worked",
        ],
        Unwanted =
        [
            "不需要", "无需", "不必", "用不着", "不要求", "不用你们", "不用", "没必要", "没有必要", "don't need", "do not need", "no need", "don't want",
            "do not want", "not asking for", "not after a",
            "not looking for", "not requesting", "not interested in",
        ],
        Unintended =
        [
            "没打算", "没有打算", "不打算", "没想过", "没有想过", "没想", "没有想", "不想", "没说要", "没有说要", "没说过", "没有说过", "没要", "没有要", "无意", "并不想", "并不是要", "不是要",
            "不是想", "不准备", "没准备", "懒得",
            "不会去", "不愿", "从没说", "从来没说", "不考虑", "没考虑", "没有考虑", "no intention", "no plan", "no plans", "not going to", "not planning",
            "not plan", "don't intend", "do not intend", "don't plan",
            "never said", "didn't say", "did not say", "never threatened", "won't be", "will not", "would never", "wouldn't dream",
            "not threatening", "not want to", "don't want to",
            "no wish to", "no desire to", "not trying to", "not about to", "no interest in", "rather not", "never intended",
        ],
        Imagined =
        [
            "如果", "要是", "假如", "假设", "万一", "倘若", "若是", "若", "一旦", "假使", "即使", "就算", "仿佛", "好像要", "像是要", "if", "in case", "unless",
            "supposing", "imagine if", "as if", "as though", "even if", "what if", "were it to",
            "should it", "had it", "otherwise it could",
        ],
        Consequence =
        [
            "就", "我会", "我要", "我将", "那我", "将会", "只好", "只能", "必", "i will", "i'll", "we will", "we'll", "then i", "i am going", "i'm going",
            "i shall", "expect", "i would have to", "i have to", "i'm taking",
        ],
        Reported =
        [
            "说明书", "标签上", "包装上写", "包装上印", "警示语", "温馨提示", "页面上写", "页面写", "规则写", "条款", "规定写", "政策写", "听说", "据说", "新闻", "传言", "网上说", "网传",
            "有人说", "别人说", "朋友说",
            "同事说", "书里", "小说", "电影里", "the label", "the manual", "the instructions", "your policy", "the policy", "your terms",
            "the terms", "terms and conditions", "i read that", "i heard",
            "i read about", "rumour", "rumor", "the news", "reviews say", "reviews said", "other reviews", "other people", "others say",
            "someone said", "it says", "the warning says", "the leaflet", "according to", "in the book", "the novel", "the movie",
        ],
        Asking =
        [
            "会不会", "是否", "有没有", "能不能", "可不可以", "请问", "安全吗", "请教", "想问", "咨询", "is it", "is there", "does it", "does this", "does the",
            "is this", "is the", "are there", "are these", "will it", "will this", "will the", "would it",
            "could it", "can it", "can this", "can i", "could i", "may i", "how do i", "how can i", "how to", "what happens", "should i",
        ],
        Behind =
        [
            "倒没有", "倒是没有", "是没有", "并没有发生", "没有发生", "没有出现", "没发生", "没出现", "不存在", "未发生", "未出现", "也没有", "都没有", "是不存在的", "的情况没有", "的现象没有",
            "的问题没有",
            "的情况倒没有", "did not happen", "didn't happen", "never happened", "did not occur", "didn't occur", "never occurred",
            "did not break out", "was ruled out", "were ruled out", "was avoided", "was prevented", "is not the problem",
            "isn't the problem", "is not the issue", "isn't the issue", "is not my complaint", "isn't my complaint", "is not what i mean",
            "was never a problem", "was not a problem", "wasn't a problem", "wasn't the problem", "is no problem", "never broke out",
        ],
    };
}
