using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Rules;

/// <summary>Words by their first character, longest first, so that a place in a text is compared with few of them.</summary>
internal sealed class CueTable
{
    private static readonly string[] None = [];

    // A bit for each character that starts a word: most places of a text are done with that
    private readonly ulong[] _firsts = new ulong[(char.MaxValue + 1) / 64];
    private readonly string[][] _latin = new string[128][];
    private readonly Dictionary<char, string[]> _others = [];

    public CueTable(IEnumerable<string> words)
    {
        foreach (var group in words.Where(word => word.Length > 0).Distinct(StringComparer.Ordinal).GroupBy(word => word[0]))
        {
            string[] longestFirst = [.. group.OrderByDescending(word => word.Length).ThenBy(word => word, StringComparer.Ordinal)];
            _firsts[group.Key >> 6] |= 1UL << group.Key;
            if (group.Key < _latin.Length)
                _latin[group.Key] = longestFirst;
            else
                _others.Add(group.Key, longestFirst);
        }
    }

    /// <summary>The longest word that stands at a place; null where there is none. English ones stand between word boundaries.</summary>
    public string? At(ReadOnlySpan<char> text, int at)
    {
        var first = text[at];
        if ((_firsts[first >> 6] & (1UL << first)) == 0)
            return null;

        var words = first < _latin.Length ? _latin[first] ?? None : _others.GetValueOrDefault(first, None);
        foreach (var word in words)
        {
            if (text[at..].StartsWith(word, StringComparison.Ordinal) && IsWhole(text, at, at + word.Length))
                return word;
        }

        return null;
    }

    /// <summary>Where the first of the words is in a stretch; negative where none does.</summary>
    public int Find(ReadOnlySpan<char> text, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (At(text, i) is { } word && i + word.Length <= to)
                return i;
        }

        return -1;
    }

    private static bool IsWhole(ReadOnlySpan<char> text, int start, int end) =>
        !(char.IsAsciiLetterOrDigit(text[start]) && start > 0 && IsLetter(text[start - 1]))
        && !(char.IsAsciiLetterOrDigit(text[end - 1]) && end < text.Length && IsLetter(text[end]));

    private static bool IsLetter(char unit) => Script.IsWord(unit) || unit == '\'';
}
