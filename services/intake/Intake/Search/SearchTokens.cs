using System.Globalization;
using System.Text;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;

namespace ComplaintPlatform.Intake.Search;

/// <summary>
/// A text as it is indexed: folded (half-width, lower case, simplified), then words of other scripts whole and Chinese as overlapping pairs
/// of characters, of which the last one of a run stands alone as well. A phrase is then found as its tokens in a row, exactly where it
/// stands.
/// </summary>
internal static class SearchTokens
{
    private const int LongestToken = 60;

    private static readonly Dictionary<char, char> Simplified = ReadSimplified();

    /// <summary>The tokens of a text, in order.</summary>
    public static List<string> Of(string? text) => Read(text, whole: true);

    /// <summary>The tokens that stand in a row wherever the phrase stands; the last one may go on there.</summary>
    public static List<string> OfPhrase(string phrase) => Read(phrase, whole: false);

    /// <summary>The phrases of what was typed: words and quoted phrases, each of which must be there.</summary>
    public static List<List<string>> OfQuery(string query)
    {
        // A reference is often typed with spaces where its hyphens are
        if (Reference.Parse(query) is { } reference)
            return [[CompactReference(reference)]];

        var phrases = new List<List<string>>();
        var parts = query.Replace('“', '"').Replace('”', '"').Replace('＂', '"').Split('"');
        for (var at = 0; at < parts.Length; at++)
        {
            var quoted = at % 2 == 1 && at < parts.Length - 1;
            var words = quoted ? [parts[at]] : parts[at].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            phrases.AddRange(words.Select(word => Reference.Parse(word) is { } typed ? [CompactReference(typed)] : OfPhrase(word)));
        }

        return [.. phrases.Where(phrase => phrase.Count > 0)];
    }

    /// <summary>What was typed read as one phone number, in whatever groups; <c>null</c> where it is none.</summary>
    public static string? PhoneDigits(string query)
    {
        var digits = new string([.. TypedText.HalfWidth(query).Where(char.IsAsciiDigit)]);
        return digits.Length is >= 7 and <= 15
            && query.All(unit => char.IsDigit(unit) || char.IsWhiteSpace(unit) || "+-()（）＋－.".Contains(unit)) ? digits : null;
    }

    public static string CompactReference(string reference) => reference.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    private static List<string> Read(string? text, bool whole)
    {
        var tokens = new List<string>();
        if (text is null)
            return tokens;

        var word = new StringBuilder();
        var chinese = new StringBuilder();
        foreach (var unit in text)
        {
            var folded = Fold(unit);
            if (IsChinese(folded))
            {
                EndWord();
                chinese.Append(folded);
            }
            else if (char.IsLetterOrDigit(folded))
            {
                EndRun(isLast: false);
                word.Append(folded);
            }
            else if (!IsInvisible(unit))
            {
                EndRun(isLast: false);
                EndWord();
            }
        }

        EndRun(isLast: true);
        EndWord();
        return tokens;

        void EndWord()
        {
            if (word.Length > 0)
                tokens.Add(word.ToString(0, Math.Min(word.Length, LongestToken)));
            word.Clear();
        }

        void EndRun(bool isLast)
        {
            for (var at = 0; at + 1 < chinese.Length; at++)
                tokens.Add(chinese.ToString(at, 2));
            // Where a phrase ends, the text may go on
            if (chinese.Length > 0 && (whole || !isLast || chinese.Length == 1))
                tokens.Add(chinese.ToString(chinese.Length - 1, 1));
            chinese.Clear();
        }
    }

    internal static char Fold(char unit)
    {
        var half = unit is >= '\uFF01' and <= '\uFF5E' ? (char)(unit - 0xFEE0) : unit;
        return Simplified.TryGetValue(half, out var simplified) ? simplified : char.ToLowerInvariant(half);
    }

    private static bool IsChinese(char unit) =>
        unit is (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF') or (>= '\u3040' and <= '\u30FF');

    private static bool IsInvisible(char unit) =>
        CharUnicodeInfo.GetUnicodeCategory(unit) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark;

    private static Dictionary<char, char> ReadSimplified()
    {
        var pairs = new Dictionary<char, char>();
        using var reader = new StreamReader(typeof(SearchTokens).Assembly.GetManifestResourceStream("Intake.traditional.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 1 && line[0] != '#')
                pairs[line[0]] = line[1];
        }

        return pairs;
    }
}
