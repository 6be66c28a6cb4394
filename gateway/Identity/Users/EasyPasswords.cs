namespace ComplaintPlatform.Identity.Users;

/// <summary>
/// Passwords that are long enough and all the same tried first: few different characters, rows of a keyboard, the commonest.
/// </summary>
internal static class EasyPasswords
{
    private const int FewestDifferent = 5;
    private const int ShortestRow = 6;

    private static readonly string[] Rows =
    [
        "012345678901234567890123456789", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
        "1234567890qwertyuiopasdfghjklzxcvbnm", "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    ];

    private static readonly string[] Commonest =
    [
        "password", "passw0rd", "p@ssword", "p@ssw0rd", "administrator", "admin", "welcome", "iloveyou", "changeme", "letmein", "qwerty",
        "woaini", "complaint", "complaintplatform",
    ];

    public static bool Contains(string password)
    {
        var plain = password.ToLowerInvariant();
        if (plain.Distinct().Count() < FewestDifferent)
            return true;
        // Said twice it is no better
        var half = plain[..(plain.Length / 2)];
        return IsEasy(plain) || (plain == half + half && IsEasy(half));
    }

    private static bool IsEasy(string plain)
    {
        // What stands before some digits and signs
        var word = plain[..(plain.AsSpan().LastIndexOfAnyInRange('a', 'z') + 1)];
        return Commonest.Contains(word) || Commonest.Contains(plain) || IsInRow(plain) || (word.Length >= ShortestRow && IsInRow(word));
    }

    private static bool IsInRow(string plain)
    {
        var reversed = string.Concat(plain.Reverse());
        return Rows.Any(row => row.Contains(plain, StringComparison.Ordinal) || row.Contains(reversed, StringComparison.Ordinal));
    }
}
