using System.Globalization;
using System.Text;

namespace ComplaintPlatform.Intake.Customers;

/// <summary>
/// Text as people and programs really send it: copied out of address books with invisible marks, padded with spaces, or empty where nothing
/// is known. It is cleaned when it comes in, so that what is stored is what a person sees; what is still no text after that is refused by
/// validation.
/// </summary>
internal static class TypedText
{
    /// <summary>One line: no invisible marks, single spaces, nothing around it; <c>null</c> for an empty one.</summary>
    public static string? Line(string? text) => NullIfEmpty(Clean(text, oneLine: true));

    /// <summary>A text of several lines; <c>null</c> for an empty one.</summary>
    public static string? Paragraph(string? text) => NullIfEmpty(Clean(text, oneLine: false));

    /// <summary>A text that must be there: stays empty where it is.</summary>
    public static string Required(string text) => Clean(text, oneLine: false)!;

    /// <summary>Full-width letters, digits and signs as half-width ones: on a Chinese keyboard an address is easily typed so.</summary>
    public static string HalfWidth(string text)
    {
        if (!text.Any(character => character is >= '\uFF01' and <= '\uFF5E' or '。'))
            return text;
        return string.Create(text.Length, text, static (target, source) =>
        {
            for (var at = 0; at < source.Length; at++)
                target[at] = source[at] switch
                {
                    >= '\uFF01' and <= '\uFF5E' and var wide => (char)(wide - 0xFEE0),
                    '。' => '.',
                    var other => other
                };
        });
    }

    private static string? Clean(string? text, bool oneLine)
    {
        if (text is null)
            return null;
        var clean = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            switch (character)
            {
                // Marks of direction: harmless where they come from, and made to mislead elsewhere
                case '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF':
                case var _ when oneLine && CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.Format:
                    break;
                // Word processors end lines with these
                case '\v' or '\f' or '\u0085' or '\u2028' or '\u2029' when !oneLine:
                    clean.Append('\n');
                    break;
                case var _ when oneLine && (char.IsWhiteSpace(character) || character is '\v' or '\f'):
                    if (clean.Length > 0 && clean[^1] != ' ')
                        clean.Append(' ');
                    break;
                default:
                    clean.Append(character);
                    break;
            }
        }

        return clean.ToString().Trim();
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
