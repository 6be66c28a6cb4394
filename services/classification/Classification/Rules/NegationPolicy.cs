namespace ComplaintPlatform.Classification.Rules;

/// <summary>Which words before a hit take it back, and how far they reach.</summary>
internal sealed record NegationPolicy
{
    public required IReadOnlyList<string> Chinese { get; init; }

    /// <summary>A single character of negation reaches less far than a whole word.</summary>
    public int ChineseReach { get; init; } = 6;

    public int ChineseShortReach { get; init; } = 3;

    /// <summary>Words that hold a negation character and do not negate.</summary>
    public required IReadOnlyList<string> ChineseHarmless { get; init; }

    /// <summary>"没几天就坏": what stands between takes the negation back.</summary>
    public required IReadOnlyList<string> ChineseCancelling { get; init; }

    public required IReadOnlyList<string> English { get; init; }

    public int EnglishReach { get; init; } = 3;

    public required IReadOnlyList<string> EnglishHarmless { get; init; }

    public static NegationPolicy Default { get; } = new()
    {
        Chinese =
        [
            "没有", "没", "不会", "不是", "不", "未", "无", "别", "并非", "从未", "毫无", "没发现", "没出现", "没发生", "没见", "没看到", "不存在", "不曾", "未见",
            "未发现", "从来没", "还没有", "避免", "防止", "杜绝", "免于", "会不会", "有没有",
        ],
        ChineseHarmless =
        [
            "不但", "不仅", "不只", "不光", "不单", "不止", "不得不", "不小心", "不慎", "不到", "不久", "不知", "不停", "不断", "不料", "不满", "不行", "不愧", "不过",
            "不然", "不好", "不负责", "不值", "不要脸", "没多久", "没几", "没两", "没过", "没用", "没人", "没法", "没办法", "没想到", "没事", "无缘无故", "无故", "无比",
            "无语", "无良", "无奈", "无法", "未必", "差点没", "动不动", "时不时", "好不", "莫不", "无不", "不是一般", "区别", "特别", "分别", "性别", "级别", "别的",
            "别人", "别家", "别再", "个别", "千万别", "不可能不", "不会不", "不是不", "没有不", "无非", "不禁",
        ],
        ChineseCancelling = ["就", "竟", "居然", "却", "还是", "反而", "便"],
        English =
        [
            "not", "no", "never", "without", "hardly", "neither", "nor", "none", "isn't", "wasn't", "aren't", "weren't", "don't", "doesn't", "didn't", "hasn't",
            "haven't", "hadn't", "won't", "wouldn't", "cannot", "can't", "couldn't", "ain't", "isnt", "wasnt", "dont", "doesnt", "didnt", "wont", "cant",
        ],
        EnglishHarmless = ["not only", "not just", "no wonder", "no doubt", "can't believe", "cannot believe", "no longer safe", "not to mention", "no idea"],
    };
}
