using System.Security.Cryptography;
using System.Text;
using ComplaintPlatform.Web.Security;
using MimeKit;

namespace ComplaintPlatform.Intake.Emails;

/// <summary>
/// The address that answers to our mails go to, <c>service+7k3m…@shop.example</c>: it names the complaint and proves that we gave it out.
/// Mail programs lower the case of addresses, so it holds letters of one case and digits alone.
/// </summary>
internal static class ReplyAddress
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int IdBytes = 16;
    private const int ProofBytes = 10;
    private const string Purpose = "reply";

    /// <param name="address">The house's own address, configuration <c>Intake:ReplyAddress</c>.</param>
    public static string Of(Guid complaintId, string address, Links links)
    {
        var at = address.LastIndexOf('@');
        return $"{address[..at]}+{Write([.. complaintId.ToByteArray(bigEndian: true), .. Proof(complaintId, links)])}{address[at..]}";
    }

    /// <summary>The complaint that one of the mail's recipients names, where the proof is ours.</summary>
    public static Guid? Find(MimeMessage message, string address, Links links)
    {
        var at = address.LastIndexOf('@');
        var (start, end) = (address[..at] + "+", address[at..]);
        string[] named =
        [
            .. message.To.Mailboxes.Concat(message.Cc.Mailboxes).Select(mailbox => mailbox.Address ?? ""),
            .. new[] { "Delivered-To", "X-Original-To", "Envelope-To" }.Select(header => message.Headers[header] ?? ""),
        ];
        foreach (var recipient in named.Select(recipient => recipient.Trim().Trim('<', '>')))
        {
            if (!recipient.StartsWith(start, StringComparison.OrdinalIgnoreCase) || !recipient.EndsWith(end, StringComparison.OrdinalIgnoreCase)
                || Read(recipient[start.Length..^end.Length]) is not { Length: IdBytes + ProofBytes } token)
                continue;
            var id = new Guid(token.AsSpan(0, IdBytes), bigEndian: true);
            if (CryptographicOperations.FixedTimeEquals(token.AsSpan(IdBytes), Proof(id, links)))
                return id;
        }

        return null;
    }

    /// <summary>It came from ourselves.</summary>
    public static bool IsOwn(string from, string address)
    {
        var at = address.LastIndexOf('@');
        return from.Equals(address, StringComparison.OrdinalIgnoreCase)
            || (from.StartsWith(address[..at] + "+", StringComparison.OrdinalIgnoreCase)
                && from.EndsWith(address[at..], StringComparison.OrdinalIgnoreCase));
    }

    private static byte[] Proof(Guid id, Links links) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(links.Token(Purpose, id, 0)))[..ProofBytes];

    private static string Write(byte[] bytes)
    {
        var text = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var value in bytes)
        {
            (bits, count) = ((bits << 8) | value, count + 8);
            for (; count >= 5; count -= 5)
                text.Append(Alphabet[(bits >> (count - 5)) & 31]);
            bits &= (1 << count) - 1;
        }

        return count > 0 ? text.Append(Alphabet[(bits << (5 - count)) & 31]).ToString() : text.ToString();
    }

    private static byte[]? Read(string text)
    {
        var bytes = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var value in text.ToLowerInvariant().Select(character => Alphabet.IndexOf(character)))
        {
            if (value < 0)
                return null;
            (bits, count) = ((bits << 5) | value, count + 5);
            if (count < 8)
                continue;
            bytes.Add((byte)(bits >> (count - 8)));
            count -= 8;
            bits &= (1 << count) - 1;
        }

        return [.. bytes];
    }
}
