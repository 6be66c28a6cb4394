using System.Buffers;
using System.Collections.Frozen;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Rules;

/// <summary>Looks a few characters or words back from a hit, within its clause, for a word that takes it back.</summary>
internal sealed class Negation
{
    private const int LongestEnglishWord = 14;

    private readonly NegationPolicy _policy;
    private readonly SearchValues<char> _firstOfChinese;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _english;

    public Negation(NegationPolicy policy)
    {
        _policy = policy;
        _firstOfChinese = SearchValues.Create([.. policy.Chinese.Where(word => word.Length > 0).Select(word => word[0])]);
        _english = policy.English.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public bool Negates(ReadOnlySpan<char> text, int start)
    {
        if (start <= 0 || start >= text.Length)
            return false;

        return Script.IsHan(text[start]) ? NegatesChinese(text, start) : NegatesEnglish(text, start);
    }

    private bool NegatesChinese(ReadOnlySpan<char> text, int start)
    {
        var from = start;
        while (from > 0 && start - from < _policy.ChineseReach && !Script.EndsClause(text[from - 1]) && text[from - 1] != ' ')
            from--;

        var window = text[from..start];
        if (!window.ContainsAny(_firstOfChinese))
            return false;

        foreach (var word in _policy.Chinese)
        {
            var at = window.LastIndexOf(word);
            if (at < 0)
                continue;

            var between = window[(at + word.Length)..];
            var reach = word.Length == 1 ? _policy.ChineseShortReach : _policy.ChineseReach;
            if (between.Length < reach && !IsHarmless(text, from + at) && !ContainsAny(between, _policy.ChineseCancelling))
                return true;
        }

        return false;
    }

    // The negation character may stand anywhere in the harmless word ("差点没" ends with it)
    private bool IsHarmless(ReadOnlySpan<char> text, int at)
    {
        foreach (var word in _policy.ChineseHarmless)
        {
            var first = Math.Max(0, at - word.Length + 1);
            var around = text[first..Math.Min(text.Length, at + word.Length)];
            if (around.Contains(word, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private bool NegatesEnglish(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        for (var words = 0; words < _policy.EnglishReach; words++)
        {
            while (end > 0 && text[end - 1] == ' ')
                end--;

            var first = end;
            while (first > 0 && end - first < LongestEnglishWord && (Script.IsWord(text[first - 1]) || text[first - 1] == '\''))
                first--;

            if (first == end)
                return false;
            if (_english.Contains(text[first..end]))
                return !StartsWithAny(text[first..], _policy.EnglishHarmless);

            end = first;
        }

        return false;
    }

    private static bool ContainsAny(ReadOnlySpan<char> text, IReadOnlyList<string> words)
    {
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static bool StartsWithAny(ReadOnlySpan<char> text, IReadOnlyList<string> words)
    {
        foreach (var word in words)
        {
            if (text.StartsWith(word, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
