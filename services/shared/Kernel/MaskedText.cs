using System.Text.RegularExpressions;

namespace ComplaintPlatform.Kernel;

/// <summary>Contact points for those who need not know them: enough to tell two apart, too little to reach anybody.</summary>
public static partial class MaskedText
{
    private const string Hidden = "***";
    private const int FewestDigits = 7;

    /// <summary>A text whose email addresses and phone numbers are masked.</summary>
    public static string? Of(string? text)
    {
        if (text is null)
            return null;
        text = Mailboxes().Replace(text, found => Email(found.Value)!);
        return Numbers().Replace(
            text, found => found.Value.Count(char.IsDigit) >= FewestDigits ? Phone(found.Value)! : found.Value);
    }

    public static string? Email(string? email)
    {
        if (email is null)
            return null;
        var at = email.LastIndexOf('@');
        return at <= 0 ? Hidden : First(email) + Hidden + email[at..];
    }

    public static string? Phone(string? phone) => phone is null ? null
        : phone.Length < FewestDigits ? Hidden : phone[..3] + new string('*', phone.Length - 5) + phone[^2..];

    public static string? Name(string? name) => string.IsNullOrEmpty(name) ? name : First(name) + Hidden;

    public static string? Tail(string? id) => id is null ? null : id.Length <= 4 ? Hidden : Hidden + id[^2..];

    // Not half a character
    private static string First(string text) => text[..(char.IsHighSurrogate(text[0]) && text.Length > 1 ? 2 : 1)];

    [GeneratedRegex(@"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9.\-]{1,190}\.[A-Za-z]{2,24}", RegexOptions.NonBacktracking)]
    private static partial Regex Mailboxes();

    // Several numbers in a row, cards and identity cards as well, and digits as wide as Chinese letters
    [GeneratedRegex(@"[++]?[0-9\uFF10-\uFF19][0-9\uFF10-\uFF19 ()()\-.]{5,60}[0-9\uFF10-\uFF19]", RegexOptions.NonBacktracking)]
    private static partial Regex Numbers();
}
