using System.Globalization;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.FollowUp.Messages.Channels;

/// <summary>
/// Writes messages to a folder where no mail server and no gateway is configured: emails as <c>.eml</c>, others as <c>.json</c>. The name comes from
/// the message, so that one that is written twice is one file.
/// </summary>
internal sealed class FileChannel(string folder, IOptions<MailOptions> mail) : IMessageChannel
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public bool Carries(MessageChannel channel) => true;

    public async Task<SendOutcome> SendAsync(Letter letter, CancellationToken ct)
    {
        var isEmail = letter.Channel is MessageChannel.Email;
        var target = Directory.CreateDirectory(folder);
        var name = $"{letter.CreatedAt.UtcDateTime:yyyyMMdd-HHmmss}-{letter.Template}-{letter.MessageId:N}{(isEmail ? ".eml" : ".json")}";
        var content = isEmail ? Eml(letter, mail.Value.From) : JsonSerializer.Serialize(GatewayMessage.Of(letter), JsonDefaults.Options);

        // Beside the folder, so that whoever watches it sees whole files only
        var unfinished = target.FullName.TrimEnd(Path.DirectorySeparatorChar) + $".{letter.MessageId:N}.part";
        await File.WriteAllTextAsync(unfinished, content, Utf8, ct);
        File.Move(unfinished, Path.Combine(target.FullName, name), overwrite: true);
        return SendOutcome.Sent;
    }

    // The body goes in 8 bits, so that the address in it can be read, and clicked, in the file
    private static string Eml(Letter letter, string from)
    {
        var eml = new StringBuilder();
        void Line(string text) => eml.Append(text).Append("\r\n");

        Line($"Date: {letter.CreatedAt.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000");
        Line($"From: <{from}>");
        Line($"To: <{letter.Address}>");
        Line($"Subject: {EncodedWords(letter.Text.Subject)}");
        Line($"Message-ID: <{letter.MessageId:N}@{from[(from.LastIndexOf('@') + 1)..]}>");
        Line("Auto-Submitted: auto-generated");
        Line("MIME-Version: 1.0");
        Line($"Content-Language: {letter.Text.Language}");
        Line("Content-Type: text/plain; charset=utf-8");
        Line("Content-Transfer-Encoding: 8bit");
        Line("");
        Line(letter.Text.Body.ReplaceLineEndings("\r\n"));
        return eml.ToString();
    }

    // RFC 2047: a word holds whole characters and at most 75 letters
    private static string EncodedWords(string text)
    {
        const int charactersInWord = 10;
        if (text.All(char.IsAscii))
            return text;
        var words = text.EnumerateRunes().Chunk(charactersInWord).Select(runes => string.Concat(runes));
        return string.Join("\r\n ", words.Select(word => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(word))}?="));
    }
}
