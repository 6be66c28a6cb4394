using System.Text.Json;
using ComplaintPlatform.Kernel;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ComplaintPlatform.FollowUp.Messages.Channels;

/// <summary>
/// Writes messages to a folder where no mail server and no gateway is configured: emails as <c>.eml</c>, others as <c>.json</c>. The name
/// comes from the message, so that one that is written twice is one file.
/// </summary>
internal sealed class FileChannel(string folder, IOptions<MailOptions> mail) : IMessageChannel
{
    public bool Carries(MessageChannel channel) => true;

    public async Task<SendOutcome> SendAsync(Letter letter, CancellationToken ct)
    {
        var isEmail = letter.Channel is MessageChannel.Email;
        var target = Directory.CreateDirectory(folder);
        var name = $"{letter.CreatedAt.UtcDateTime:yyyyMMdd-HHmmss}-{letter.Template}-{letter.MessageId:N}{(isEmail ? ".eml" : ".json")}";

        // Beside the folder, so that a program that watches it sees whole files only
        var unfinished = target.FullName.TrimEnd(Path.DirectorySeparatorChar) + $".{letter.MessageId:N}.part";
        await using (var file = File.Create(unfinished))
        {
            if (isEmail)
                await WriteMailAsync(letter, file, ct);
            else
                await JsonSerializer.SerializeAsync(file, GatewayMessage.Of(letter), JsonDefaults.Options, ct);
        }

        File.Move(unfinished, Path.Combine(target.FullName, name), overwrite: true);
        return SendOutcome.Sent;
    }

    private async Task WriteMailAsync(Letter letter, Stream file, CancellationToken ct)
    {
        using var message = MailLetter.ForFile(letter, mail.Value);
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.International = MailLetter.NeedsUtf8(letter.Address);
        await message.WriteToAsync(format, file, ct);
    }
}
