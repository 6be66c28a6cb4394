using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ComplaintPlatform.Resolution.Learning.Precedents;

/// <summary>
/// A text as precedents are compared by it: words of other scripts whole, Chinese as overlapping pairs of characters, letters of either
/// width, case and script (traditional as simplified) alike. Each token begins with a mark of its storefront, so that lists of one
/// storefront hold nothing of others.
/// </summary>
internal static class PrecedentTokens
{
    /// <summary>More of a complaint are not compared: the beginning tells what it is about.</summary>
    public const int Most = 400;

    private const int LongestWord = 40;
    private const int MarkLength = 6;

    private static readonly Dictionary<char, char> Simplified = ReadSimplified();

    public static IReadOnlyCollection<string> Of(string storefrontId, params IEnumerable<string?> texts)
    {
        var mark = MarkOf(storefrontId);
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            foreach (var token in Read(text ?? ""))
            {
                if (tokens.Count >= Most)
                    return tokens;
                tokens.Add(mark + token);
            }
        }

        return tokens;
    }

    /// <summary>Letters and digits: nothing that a query language gives a meaning.</summary>
    private static string MarkOf(string storefrontId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(storefrontId)))[..MarkLength];

    private static IEnumerable<string> Read(string text)
    {
        var word = new StringBuilder();
        var previous = '\0';
        foreach (var unit in text)
        {
            var folded = Fold(unit);
            var chinese = IsChinese(folded);
            if (!chinese && char.IsLetterOrDigit(folded))
            {
                word.Append(folded);
                previous = '\0';
                continue;
            }

            if (chinese || !IsInvisible(unit))
            {
                if (Word(word) is { } ended)
                    yield return ended;
                if (chinese && previous != '\0')
                    yield return string.Concat([previous, folded]);
                previous = chinese ? folded : '\0';
            }
        }

        if (Word(word) is { } last)
            yield return last;
    }

    // One letter or digit alone says nothing
    private static string? Word(StringBuilder word)
    {
        var text = word.Length > 1 ? word.ToString(0, Math.Min(word.Length, LongestWord)) : null;
        word.Clear();
        return text;
    }

    private static char Fold(char unit)
    {
        var half = unit is >= '\uFF01' and <= '\uFF5E' ? (char)(unit - 0xFEE0) : unit;
        return Simplified.TryGetValue(half, out var simplified) ? simplified : char.ToLowerInvariant(half);
    }

    private static bool IsChinese(char unit) => unit is (>= '\u3400' and <= '\u9FFF') or (>= '\uF900' and <= '\uFAFF');

    private static bool IsInvisible(char unit) =>
        CharUnicodeInfo.GetUnicodeCategory(unit) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark;

    private static Dictionary<char, char> ReadSimplified()
    {
        var pairs = new Dictionary<char, char>();
        using var reader = new StreamReader(typeof(PrecedentTokens).Assembly.GetManifestResourceStream("Resolution.traditional.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 1 && line[0] != '#')
                pairs[line[0]] = line[1];
        }

        return pairs;
    }
}
