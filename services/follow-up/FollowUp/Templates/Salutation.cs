using System.Text;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.FollowUp.Templates;

/// <summary>
/// The name in a message's greeting. The name comes with the complaint, perhaps beside a stranger's address: what is no plain name (an
/// address, an advertisement, digits) is not repeated.
/// </summary>
internal static class Salutation
{
    private const int Longest = 30;

    public static string NameOf(string? name, Language language)
    {
        var trimmed = name?.Trim() ?? "";
        return trimmed.Length is > 0 and <= Longest && trimmed.EnumerateRunes().All(IsOfNames) ? trimmed : language == Language.English
            ? "customer" : "客户";
    }

    private static bool IsOfNames(Rune rune) =>
        Rune.IsLetter(rune) || rune.Value is ' ' or '-' or '\'' or '·'
            || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark;
}
