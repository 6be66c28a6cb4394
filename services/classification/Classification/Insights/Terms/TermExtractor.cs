using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Insights.Terms;

/// <summary>
/// The words and phrases that a complaint names: Chinese words by frequency, English words, and neighbours of two and three, with a "not"
/// before them where there is one. Numbers, addresses and links are no terms. Linear in the length of the text.
/// </summary>
internal static class TermExtractor
{
    private const int LongestRead = 6_000;
    private const int LongestPhrase = 3;
    private const int LongestTerm = 40;
    private const int LongestChinesePhrase = 10;
    private const int MostDigits = 4;

    /// <summary>Each term once.</summary>
    public static IReadOnlyCollection<Term> Extract(string text, int limit)
    {
        var normalized = TextNormalizer.Normalize(text.Length > LongestRead ? text[..LongestRead] : text);
        var terms = new HashSet<Term>();
        foreach (var words in new Reader(normalized).Runs())
        {
            for (var start = 0; start < words.Count; start++)
                AddFrom(words, start, terms);
            if (terms.Count >= limit)
                break;
        }

        return terms.Count > limit ? [.. terms.Take(limit)] : terms;
    }

    private static void AddFrom(List<string> words, int start, HashSet<Term> terms)
    {
        var negated = StopWords.IsNegator(words[start]);
        if (!negated)
            terms.Add(new Term(words[start]));

        var phrase = words[start];
        for (var next = start + 1; next < words.Count && next < start + LongestPhrase && !StopWords.IsNegator(words[next]); next++)
        {
            phrase += " " + words[next];
            if (phrase.Length > (Script.IsHan(phrase[0]) ? LongestChinesePhrase : LongestTerm))
                break;
            terms.Add(new Term(phrase));
        }
    }

    /// <summary>Gives the runs of words that stand side by side with nothing empty, and no mark, between them.</summary>
    private sealed class Reader(string text)
    {
        private readonly List<List<string>> _runs = [];
        private List<string> _run = [];

        public List<List<string>> Runs()
        {
            for (var i = 0; i < text.Length;)
            {
                if (Script.IsHan(text[i]))
                    i = ReadChinese(i);
                else if (char.IsAscii(text[i]) && text[i] is not (' ' or '\n'))
                    i = ReadChunk(i);
                else if (Script.IsWord(text[i]))
                    i = ReadWord(i, text.Length);
                else
                    i = ReadOther(i);
            }

            Break();
            return _runs;
        }

        private int ReadChinese(int start)
        {
            var end = start;
            while (end < text.Length && Script.IsHan(text[end]))
                end++;
            ChineseWords.Cut(text.AsSpan(start, end - start), (at, length) => Add(text.Substring(start + at, length)));
            return end;
        }

        private int ReadOther(int at)
        {
            // A space belongs to English; between Chinese words it parts
            if (text[at] != ' ' || (at > 0 && Script.IsHan(text[at - 1])))
                Break();
            return at + 1;
        }

        // What stands between two spaces is a link, an address, or some words with marks around them
        private int ReadChunk(int start)
        {
            var end = start;
            while (end < text.Length && char.IsAscii(text[end]) && text[end] is not (' ' or '\n'))
                end++;
            var chunk = text.AsSpan(start, end - start);
            if (chunk.Contains('@') || chunk.Contains("://", StringComparison.Ordinal) || chunk.StartsWith("www."))
            {
                Break();
                return end;
            }

            for (var i = start; i < end;)
                i = Script.IsWord(text[i]) ? ReadWord(i, end) : ReadMark(i);
            return end;
        }

        private int ReadMark(int at)
        {
            if (text[at] is not ('-' or '\'' or '"'))
                Break();
            return at + 1;
        }

        private int ReadWord(int start, int limit)
        {
            var end = start;
            while (end < limit && (Script.IsWord(text[end]) || (text[end] == '\'' && end + 1 < limit && Script.IsWord(text[end + 1]))))
                end++;
            var word = text[start..end];
            if (word.EndsWith("'s", StringComparison.Ordinal))
                word = word[..^2];
            if (word.Length is < 2 or > LongestTerm || word.All(char.IsAsciiDigit) || word.Count(char.IsAsciiDigit) > MostDigits)
                Break();
            else
                Add(word);
            return end;
        }

        private void Add(string word)
        {
            if (StopWords.IsNegator(word))
            {
                Break();
                _run.Add(word);
            }
            else if (StopWords.Contains(word))
            {
                Break();
            }
            else
            {
                _run.Add(word);
            }
        }

        private void Break()
        {
            if (_run.Count == 0)
                return;
            _runs.Add(_run);
            _run = [];
        }
    }
}
