using System.Globalization;
using System.Text;
using ComplaintPlatform.Intake.Search;

namespace ComplaintPlatform.Intake.Signals;

/// <summary>Finds the words of a list in a text, however either of them is written.</summary>
internal static class KeywordMatch
{
    /// <returns>Those that stand in the text, as the list writes them.</returns>
    public static IReadOnlyList<string> In(string text, IEnumerable<string> keywords)
    {
        var folded = Fold(text);
        return [.. keywords.Where(keyword => Stands(folded, Fold(keyword).Trim())).Distinct()];
    }

    /// <summary>Half-width, lower case, simplified, without invisible marks, and with one blank where there were several.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var unit in text)
        {
            if (char.IsWhiteSpace(unit))
            {
                if (folded.Length > 0 && folded[^1] != ' ')
                    folded.Append(' ');
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(unit) is not UnicodeCategory.Format)
            {
                folded.Append(unit is '’' or '‘' ? '\'' : SearchTokens.Fold(unit));
            }
        }

        return folded.ToString();
    }

    private static bool Stands(string text, string keyword)
    {
        for (var at = text.IndexOf(keyword, StringComparison.Ordinal); at >= 0; at = text.IndexOf(keyword, at + 1, StringComparison.Ordinal))
        {
            if (!GoesOn(text, at - 1, keyword[0]) && !GoesOn(text, at + keyword.Length, keyword[^1]))
                return true;
        }

        return false;
    }

    // "sue" is not in "issue"; Chinese is written without blanks, and a number may stand in the midst of it
    private static bool GoesOn(string text, int at, char edge) =>
        at >= 0 && at < text.Length && char.IsAsciiLetterOrDigit(edge) && char.IsAsciiLetterOrDigit(text[at]);
}
