using System.Text;

namespace ComplaintPlatform.FollowUp.FollowUps;

/// <summary>Enough of a name or number to recognise it, too little to use it.</summary>
internal static class Masking
{
    private const int ShownFirst = 3, ShownLast = 4;

    public static string? Name(string? name) =>
        string.IsNullOrWhiteSpace(name) ? null : name.Trim().EnumerateRunes().First() + "**";

    public static string? Phone(string? phone)
    {
        if (string.IsNullOrWhiteSpace(phone))
            return null;

        var digits = phone.Trim();
        if (digits.Length < ShownFirst + ShownLast + ShownLast)
            return new string('*', digits.Length);
        return new StringBuilder(digits[..ShownFirst]).Append('*',
            digits.Length - ShownFirst - ShownLast).Append(digits[^ShownLast..]).ToString();
    }
}
