using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using ComplaintPlatform.FollowUp.Templates;
using MimeKit;
using MimeKit.Text;

namespace ComplaintPlatform.FollowUp.Messages.Channels;

/// <summary>A letter as an email: MIME, the same for a mail server and for a file.</summary>
internal static partial class MailLetter
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Text and HTML, each in an encoding that every server takes.</summary>
    public static MimeMessage ForServer(Letter letter, MailOptions mail) => Compose(letter, mail, new MultipartAlternative
    {
        Plain(letter.Text, ContentEncoding.QuotedPrintable),
        new TextPart(TextFormat.Html) { Text = Html(letter.Text), ContentTransferEncoding = ContentEncoding.QuotedPrintable },
    });

    /// <summary>Text alone, in 8 bits, so that the address in it can be read, and clicked, in the file.</summary>
    public static MimeMessage ForFile(Letter letter, MailOptions mail) =>
        Compose(letter, mail, Plain(letter.Text, ContentEncoding.EightBit));

    /// <summary>
    /// Whether the address can be written only in the UTF-8 of RFC 6531. A domain beyond ASCII has an ASCII form; a local part has none.
    /// </summary>
    public static bool NeedsUtf8(string address) => !address[..address.LastIndexOf('@')].All(char.IsAscii);

    private static MimeMessage Compose(Letter letter, MailOptions mail, MimeEntity body)
    {
        var message = new MimeMessage();
        message.From.Add(new MailboxAddress(Encoding.UTF8, mail.FromName, mail.From));
        message.To.Add(new MailboxAddress(Encoding.UTF8, null, letter.Address));
        // An answer then finds its complaint, whoever writes it
        if (letter.ReplyTo is { } replyTo)
            message.ReplyTo.Add(new MailboxAddress(Encoding.UTF8, null, replyTo));
        message.Subject = letter.Text.Subject;
        message.Date = letter.CreatedAt;
        // The same for every try, so that a mailbox can tell copies
        message.MessageId = $"{letter.MessageId:N}@{mail.From[(mail.From.LastIndexOf('@') + 1)..]}";
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add(HeaderId.ContentLanguage, letter.Text.Language);
        if (letter.UnsubscribeUrl is { } unsubscribe)
        {
            // RFC 8058: the mail program posts to it when the reader presses its button
            message.Headers.Add(HeaderId.ListUnsubscribe, $"<{unsubscribe}>");
            message.Headers.Add(HeaderId.ListUnsubscribePost, "List-Unsubscribe=One-Click");
        }

        message.Body = body;
        return message;
    }

    private static TextPart Plain(ComposedText text, ContentEncoding encoding) =>
        new(TextFormat.Plain) { Text = text.Body.ReplaceLineEndings("\r\n"), ContentTransferEncoding = encoding };

    // One column of text and its links: reads on any screen, and holds nothing that is fetched from elsewhere
    private static string Html(ComposedText text)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html>\r\n<html lang=\"").Append(text.Language).Append("\"><head><meta charset=\"utf-8\"></head>\r\n")
            .Append("<body style=\"max-width:36rem;margin:0 auto;padding:1rem;font:16px/1.6 sans-serif;color:#1c2330\">\r\n");
        foreach (var paragraph in text.Body.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var encoded = Encoder.Encode(paragraph).Replace("&#xA;", "<br>\r\n", StringComparison.Ordinal);
            html.Append("<p>").Append(Address().Replace(encoded,
                match => $"<a href=\"{match.Value}\">{match.Value}</a>")).Append("</p>\r\n");
        }

        return html.Append("</body></html>\r\n").ToString();
    }

    // In encoded text: an ampersand stands there as an entity, and a quote cannot stand there
    [GeneratedRegex(@"https?://[A-Za-z0-9\-._~:/?#\[\]@!$()*+,;=%&]+", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
