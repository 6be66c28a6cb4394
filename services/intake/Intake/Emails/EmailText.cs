using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using MimeKit.Text;

namespace ComplaintPlatform.Intake.Emails;

/// <summary>The words of a mail: its text part, or else its HTML without the markup, and of an answer only what is new.</summary>
internal static partial class EmailText
{
    private const int Longest = 20_000;

    // Programs write one of these above what they quote
    private static readonly Regex[] Marks = [Wrote(), Original(), HeaderBlock(), Rule()];

    public static string Of(MimeMessage message, bool isAnswer)
    {
        var text = (message.TextBody ?? (message.HtmlBody is { } html ? WithoutMarkup(html) : "")).ReplaceLineEndings("\n");
        if (isAnswer && WithoutHistory(text) is { Length: > 0 } own)
            text = own;
        text = new string([.. text.Where(character => character is '\n' or '\t' || !char.IsControl(character))]);
        return Shortened(Customers.TypedText.Required(ManyLines().Replace(text, "\n\n")));
    }

    private static string WithoutHistory(string text)
    {
        var end = Marks.Select(mark => mark.Match(text)).Where(match => match.Success).Select(match => match.Index)
            .DefaultIfEmpty(text.Length).Min();
        var lines = text[..end].Split('\n');
        return string.Join('\n', lines.Where(line => !line.StartsWith('>'))).Trim();
    }

    private static string WithoutMarkup(string html)
    {
        var text = new StringBuilder();
        var tokenizer = new HtmlTokenizer(new StringReader(html)) { DecodeCharacterReferences = true };
        var hidden = 0;
        while (tokenizer.ReadNextToken(out var token))
        {
            switch (token)
            {
                case HtmlTagToken { Id: HtmlTagId.Style or HtmlTagId.Script or HtmlTagId.Head or HtmlTagId.Title } tag:
                    hidden = Math.Max(0, hidden + (tag.IsEndTag ? -1 : tag.IsEmptyElement ? 0 : 1));
                    break;
                case HtmlTagToken { Id: HtmlTagId.Br or HtmlTagId.P or HtmlTagId.Div or HtmlTagId.TR or HtmlTagId.LI or HtmlTagId.BlockQuote }:
                    text.Append('\n');
                    break;
                case HtmlDataToken data when hidden == 0 && token.Kind is HtmlTokenKind.Data:
                    text.Append(Blanks().Replace(data.Data, " "));
                    break;
            }
        }

        return text.ToString();
    }

    private static string Shortened(string text) => text.Length <= Longest ? text
        : text[..(Longest - (char.IsHighSurrogate(text[Longest - 2]) ? 2 : 1))] + "…";

    [GeneratedRegex(@"^[ \t]*(On\b[^\n]{4,200}(\n[^\n]{0,120})?\bwrote:|在[^\n]{4,200}写道[::]|[^\n]{4,200}于[^\n]{4,80}写道[::])", RegexOptions.Multiline, 1000)]
    private static partial Regex Wrote();

    [GeneratedRegex(@"^[ \t>]*-{2,}[ \t]*(Original Message|Forwarded message|原始邮件|转发邮件|回复的原邮件)[ \t]*-{2,}", RegexOptions.Multiline | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Original();

    [GeneratedRegex(@"^[ \t>]*\*?(From|发件人)\*?[::][^\n]+\n[ \t>]*\*?(Sent|Date|To|Subject|发送时间|日期|收件人|主题)\*?[::]", RegexOptions.Multiline, 1000)]
    private static partial Regex HeaderBlock();

    [GeneratedRegex(@"^_{20,}[ \t]*$", RegexOptions.Multiline, 1000)]
    private static partial Regex Rule();

    [GeneratedRegex(@"\n{3,}", RegexOptions.NonBacktracking)]
    private static partial Regex ManyLines();

    [GeneratedRegex(@"[ \t\r\n]+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
