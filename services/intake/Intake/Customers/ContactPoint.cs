using System.Net.Mail;
using PhoneNumbers;

namespace ComplaintPlatform.Intake.Customers;

/// <summary>Email addresses and phone numbers: what can be used as one, and when two are the same.</summary>
internal static class ContactPoint
{
    private static readonly PhoneNumberUtil Phones = PhoneNumberUtil.GetInstance();

    /// <summary>
    /// An email address in the form that it can be sent to: without a display name around it, and its local part quoted where it breaks the
    /// rules for dots, which some carriers give out. What is no address comes back as it was, for validation to refuse.
    /// </summary>
    public static string? Email(string? text)
    {
        if (TypedText.Line(text) is not { } line)
            return null;
        line = TypedText.HalfWidth(line);
        if (line.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            line = line["mailto:".Length..];
        if (line.EndsWith('>') && line.LastIndexOf('<') is >= 0 and var open)
            line = line[(open + 1)..^1].Trim();
        return Mailbox(line) ?? line;
    }

    /// <summary>Whether a message can be sent there: one address and nothing else.</summary>
    public static bool IsMailbox(string text) => Mailbox(text) == text;

    /// <summary>Equal for addresses that reach the same mailbox; in practice no provider tells letters of different case apart.</summary>
    public static string? EmailKey(string? email) => email?.Replace("\"", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <returns>The number in E.164, or <c>null</c> for what cannot be called.</returns>
    /// <param name="text">As given.</param>
    /// <param name="region">ISO 3166 country whose numbers are written without a country code.</param>
    public static string? PhoneE164(string? text, string region)
    {
        if (text is null || !text.Any(char.IsDigit))
            return null;
        try
        {
            var number = Phones.Parse(TypedText.HalfWidth(text), region);
            return Phones.IsPossibleNumber(number) ? Phones.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    private static string? Mailbox(string text)
    {
        var at = text.LastIndexOf('@');
        if (at is <= 0 or > 64 || at == text.Length - 1
            || text.Any(character => char.IsControl(character) || character is '<' or '>' or '(' or ')'))
            return null;
        var (local, domain) = (text[..at], text[(at + 1)..]);
        var quoted = local.Length > 2 && local[0] == '"' && local[^1] == '"';
        if (!quoted && (local.Contains('@') || local.Contains(' ') || local.Contains('"') || local.Contains(',') || local.Contains(';')))
            return null;
        if (domain.Split('.') is not { Length: > 1 } labels || !labels.All(IsLabel))
            return null;
        if (!quoted && (local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal)))
            text = $"\"{local}\"@{domain}";
        return MailAddress.TryCreate(text, out var parsed) && parsed.Address == text ? text : null;
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and < 64 && label[0] != '-' && label[^1] != '-'
            && label.All(character => char.IsLetterOrDigit(character) || character == '-');
}

/// <summary>One address that a message can be sent to.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MailboxAttribute() : System.ComponentModel.DataAnnotations.ValidationAttribute(
    "Must be an email address. | 必须是有效的电子邮件地址。")
{
    public override bool IsValid(object? value) => value is not string text || ContactPoint.IsMailbox(text);
}
