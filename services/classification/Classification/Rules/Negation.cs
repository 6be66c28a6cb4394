using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Rules;

/// <summary>
/// Finds where a text denies, and where it only asks, imagines, fears or reports. A scope begins behind its word and ends with the clause,
/// with a word that says something new, or out of reach. Safety first: where in doubt a scope is short, so that a hazard stands.
/// </summary>
internal sealed class Negation
{
    /// <summary>So much of a clause is looked at behind a hit for a word that takes it back.</summary>
    private const int BehindReach = 40;

    private readonly NegationPolicy _policy;
    private readonly CueTable _cues;
    private readonly Dictionary<string, CueKind> _kinds = new(StringComparer.Ordinal);
    private readonly CueTable _chineseHarmless;
    private readonly int _longestHarmless;
    private readonly CueTable _englishHarmless;
    private readonly CueTable _cancelling;
    private readonly CueTable _consequence;
    private readonly CueTable _asking;
    private readonly CueTable _behind;

    public Negation(NegationPolicy policy)
    {
        _policy = policy;
        AddAll(policy.Chinese, CueKind.Denies);
        AddAll(policy.English, CueKind.Denies);
        AddAll(policy.Imagined, CueKind.Imagines);
        AddAll(policy.Reported, CueKind.Reports);
        AddAll(policy.Unintended, CueKind.DoesNotMean);
        AddAll(policy.Unwanted, CueKind.DoesNotWant);
        _cues = new CueTable(_kinds.Keys);
        _chineseHarmless = new CueTable(policy.ChineseHarmless);
        _longestHarmless = policy.ChineseHarmless.Append("").Max(word => word.Length);
        _englishHarmless = new CueTable(policy.EnglishHarmless);
        _cancelling = new CueTable(policy.ChineseCancelling.Concat(policy.EnglishCancelling));
        _consequence = new CueTable(policy.Consequence);
        _asking = new CueTable(policy.Asking);
        _behind = new CueTable(policy.Behind);

        void AddAll(IReadOnlyList<string> words, CueKind kind)
        {
            foreach (var word in words)
                _kinds[word] = kind;
        }
    }

    /// <summary>Writes the scopes of a text in reading order.</summary>
    public void Read(ReadOnlySpan<char> text, List<DeniedScope> scopes)
    {
        var harmlessUntil = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
                i = ReadQuote(text, i, scopes);
            else if (!Script.IsWord(text[i]) || i == 0 || !Script.IsWord(text[i - 1]))
                i = ReadCue(text, i, ref harmlessUntil, scopes);
        }

        ReadQuestions(text, scopes);
    }

    /// <summary>"The situation of a fire did not happen": what follows in the clause takes the words back.</summary>
    public bool IsTakenBackBehind(ReadOnlySpan<char> text, int end)
    {
        var to = Math.Min(ClauseEnd(text, end), end + BehindReach);
        var at = _behind.Find(text, end, to);
        // Chinese says it at the end of the clause or not at all: "漏电没有发生" and not "漏电也没有处理"
        return at >= 0 && (!Script.IsHan(text[at]) || at + (_behind.At(text, at)?.Length ?? 0) >= to - 2);
    }

    // The place of the last character that was read
    private int ReadCue(ReadOnlySpan<char> text, int at, ref int harmlessUntil, List<DeniedScope> scopes)
    {
        if (_englishHarmless.At(text, at) is { } harmless)
            return at + harmless.Length - 1;
        if (_cues.At(text, at) is not { } cue)
            return at;

        var isChinese = Script.IsHan(cue[0]);
        var kind = _kinds[cue];
        var mayBeHarmless = kind is CueKind.Denies or CueKind.DoesNotMean;
        if (mayBeHarmless && isChinese && HarmlessEnd(text, at, cue.Length) is > 0 and var end)
            harmlessUntil = Math.Max(harmlessUntil, end);
        if (mayBeHarmless && at < harmlessUntil)
            return at;
        // Two in a row are none
        if (kind == CueKind.Denies && isChinese && scopes.Count > 0 && scopes[^1].Start == at)
            return at;

        var start = at + cue.Length;
        scopes.Add(kind switch
        {
            CueKind.Imagines => new DeniedScope(DenialKind.Unreal, at, start, ConditionEnd(text, start)),
            CueKind.Reports => new DeniedScope(DenialKind.Unreal, at, start, SentenceEnd(text, start)),
            CueKind.DoesNotMean => new DeniedScope(DenialKind.Unreal, at, start, ListEnd(text, start)),
            CueKind.DoesNotWant => new DeniedScope(DenialKind.Unwanted, at, start, ListEnd(text, start)),
            _ => new DeniedScope(DenialKind.Denied, at, start, isChinese ? ChineseEnd(text, cue, start) : EnglishEnd(text, start)),
        });
        return start - 1;
    }

    // The negation character may stand anywhere in the harmless word ("差点没" ends with it)
    private int HarmlessEnd(ReadOnlySpan<char> text, int at, int length)
    {
        for (var i = Math.Max(0, at - _longestHarmless + 1); i < at + length; i++)
        {
            if (_chineseHarmless.At(text, i) is { } word && i + word.Length > at)
                return i + word.Length;
        }

        // "不是漏电就是跳闸": one of the two it is
        return text[at..].StartsWith("不是") && text[at..ClauseEnd(text, at)].IndexOf("就是") > 2 ? ClauseEnd(text, at) : 0;
    }

    private int ChineseEnd(ReadOnlySpan<char> text, string cue, int start)
    {
        var reach = cue.Length == 1 ? _policy.ChineseShortReach : cue is "没人" or "没有人" or "无人" ? 2 : _policy.ChineseReach;
        // "没有不耐烦" denies "不耐烦"; "没有不漏电的" denies no leak
        if (start < text.Length && text[start] == '不')
            return start + 1;

        var end = start;
        // A list goes on with its own mark: "没有起火、冒烟"
        while (end < text.Length && !Script.EndsClause(text[end]) && text[end] != ' '
            && (end - start < reach || HasListMark(text[start..end])))
        {
            if (_cancelling.At(text, end) is not null)
                return end;

            end++;
        }

        return end;
    }

    private static bool HasListMark(ReadOnlySpan<char> text) => text.ContainsAny('、', '或');

    private int EnglishEnd(ReadOnlySpan<char> text, int start)
    {
        var words = 0;
        var end = start;
        while (end < text.Length && !Script.EndsClause(text[end]) && words < _policy.EnglishReach)
        {
            if (!Script.IsWord(text[end]) || (end > 0 && Script.IsWord(text[end - 1])))
            {
                end++;
                continue;
            }

            if (_cancelling.At(text, end) is not null || StartsAnew(text, end))
                return end;

            // "No fire or smoke", "nor": the list goes on
            words = IsWord(text, end, "or") || IsWord(text, end, "nor") ? 0 : words + 1;
            end++;
        }

        return EndOfWord(text, end);
    }

    // "And" followed by one that does something: a new statement
    private static bool StartsAnew(ReadOnlySpan<char> text, int at)
    {
        if (!IsWord(text, at, "and"))
            return false;

        var next = text[(at + 3)..].TrimStart(' ');
        foreach (var subject in (ReadOnlySpan<string>)["it ", "the ", "my ", "i ", "they ", "he ", "she ", "we ", "then ", "now ", "this ",
            "that ", "your ", "its ", "a ", "an ", "our "])
        {
            if (next.StartsWith(subject))
                return true;
        }

        // "Stopped charging and caught fire" is told; "smoke and fire" is a list of two
        return next.IndexOf(' ') is var length && length > 0 && next[..length].EndsWith("ed") | next.StartsWith("caught ");
    }

    private int ConditionEnd(ReadOnlySpan<char> text, int start)
    {
        var end = ClauseEnd(text, start);
        var said = _consequence.Find(text, start, end);
        return said >= 0 ? said : end;
    }

    // A refusal reaches over "or" to the end of the clause, and stops where something else begins
    private int ListEnd(ReadOnlySpan<char> text, int start)
    {
        var end = ClauseEnd(text, start);
        for (var i = start; i < end; i++)
        {
            if (IsWord(text, i, "but") || IsWord(text, i, "however") || text[i..].StartsWith("但") || text[i..].StartsWith("只"))
                return i;
        }

        return end;
    }

    // Somebody else's words in quotation marks, where the writer says whose they are
    private static int ReadQuote(ReadOnlySpan<char> text, int open, List<DeniedScope> scopes)
    {
        var close = text[(open + 1)..].IndexOf('"');
        if (close < 0)
            return open;

        var before = text[Math.Max(0, open - 24)..open];
        foreach (var speaker in (ReadOnlySpan<string>)["写着", "写明", "规定", "标着", "印着", "标注", "says", "said", "states", "stated", "reads",
            "policy", "label", "warning"])
        {
            if (before.Contains(speaker, StringComparison.Ordinal))
            {
                scopes.Add(new DeniedScope(DenialKind.Unreal, open, open + 1, open + 1 + close));
                return open + 1 + close;
            }
        }

        return open;
    }

    // A question about what may be; "why did it explode?" tells that it did
    private void ReadQuestions(ReadOnlySpan<char> text, List<DeniedScope> scopes)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = SentenceEnd(text, start);
            var isQuestion = end < text.Length ? text[end] == '?' : false;
            isQuestion |= end > start && text[end - 1] is '吗' or '么' or '呢';
            if (isQuestion && AskedFrom(text, start, end) is >= 0 and var from)
                scopes.Add(new DeniedScope(DenialKind.Unreal, from, from + 1, end));

            start = end + 1;
        }
    }

    private int AskedFrom(ReadOnlySpan<char> text, int start, int end)
    {
        var at = _asking.Find(text, start, end);
        if (at < 0)
            return -1;

        // English asks at the start of the clause; and what has happened is told, whatever the sentence asks
        if (!Script.IsHan(text[at]))
            return at == start || text[start..at].Trim(" ,").Length == 0 || Script.EndsClause(text[..at].TrimEnd(' ')[^1]) ? at : -1;

        var asked = text[at..end];
        // "用了会过敏吗" asks what comes after
        return HasHappened(asked[(asked.LastIndexOf('会') + 1)..]) ? -1 : at;
    }

    // "过" is a mark of the past, but not in "过敏" and "过期"
    private static bool HasHappened(ReadOnlySpan<char> asked)
    {
        for (var i = 0; i < asked.Length; i++)
        {
            if (asked[i] == '了' || (asked[i] == '过' && (i + 1 == asked.Length || asked[i + 1] is not ('敏' or '期' or '程' or '滤'))))
                return true;
        }

        return false;
    }

    private static int ClauseEnd(ReadOnlySpan<char> text, int from)
    {
        var end = from;
        while (end < text.Length && !Script.EndsClause(text[end]))
            end++;

        return end;
    }

    private static int SentenceEnd(ReadOnlySpan<char> text, int from)
    {
        var end = from;
        while (end < text.Length && !Script.EndsSentence(text[end]))
            end++;

        return end;
    }

    private static int EndOfWord(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && at > 0 && Script.IsWord(text[at - 1]) && Script.IsWord(text[at]))
            at++;

        return at;
    }

    private static bool IsWord(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> word) =>
        text[at..].StartsWith(word) && (at == 0 || !Script.IsWord(text[at - 1]))
            && (at + word.Length == text.Length || !Script.IsWord(text[at + word.Length]));

    private enum CueKind
    {
        Denies,
        Imagines,
        Reports,
        DoesNotMean,
        DoesNotWant,
    }
}
