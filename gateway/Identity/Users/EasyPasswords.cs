namespace ComplaintPlatform.Identity.Users;

/// <summary>
/// Passwords that are long enough and all the same tried first: few different characters, rows of a keyboard, the commonest.
/// </summary>
internal static class EasyPasswords
{
    private const int FewestDifferent = 5;

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
        var reversed = string.Concat(plain.Reverse());
        if (Rows.Any(row => row.Contains(plain, StringComparison.Ordinal) || row.Contains(reversed, StringComparison.Ordinal)))
            return true;

        // One of the commonest words with some digits and signs behind it
        var end = plain.AsSpan().LastIndexOfAnyInRange('a', 'z') + 1;
        var word = plain[..end];
        return Commonest.Contains(word) || Commonest.Contains(plain);
    }
}
