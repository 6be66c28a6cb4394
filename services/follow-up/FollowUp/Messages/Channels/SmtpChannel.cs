using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ComplaintPlatform.FollowUp.Messages.Channels;

/// <summary>Bound from configuration section <c>Mail</c>.</summary>
internal sealed class MailOptions
{
    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    /// <summary>TLS from the first byte on port 465, else STARTTLS. Off only for a relay on the same machine.</summary>
    public bool Tls { get; set; } = true;

    public string? Username { get; set; }

    public string? Password { get; set; }

    public string From { get; set; } = "no-reply@localhost";

    public string FromName { get; set; } = "";

    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>
/// Gives letters to a mail server. SMTP has no key that tells copies: where the connection breaks between the last byte of a letter and the
/// server's answer, the letter leaves again, with the same Message-ID.
/// </summary>
internal sealed partial class SmtpChannel(IOptions<MailOptions> options, ILogger<SmtpChannel> logger) : IMessageChannel
{
    private const int TlsFromTheStart = 465, FirstPermanentReply = 500;

    public bool Carries(MessageChannel channel) => channel is MessageChannel.Email;

    public async Task<SendOutcome> SendAsync(Letter letter, CancellationToken ct)
    {
        var mail = options.Value;
        using var message = MailLetter.ForServer(letter, mail);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(mail.TimeLimit);
        using var client = new SmtpClient { Timeout = (int)mail.TimeLimit.TotalMilliseconds };
        try
        {
            await client.ConnectAsync(mail.Host!, mail.Port, SecurityOf(mail), limit.Token);
            if (mail.Username is not null)
                await client.AuthenticateAsync(mail.Username, mail.Password ?? "", limit.Token);

            var format = FormatOptions.Default.Clone();
            format.NewLineFormat = NewLineFormat.Dos;
            format.International = MailLetter.NeedsUtf8(letter.Address);
            if (format.International && !client.Capabilities.HasFlag(SmtpCapabilities.UTF8))
            {
                LogNotSent(logger, letter.MessageId, "the server does not take SMTPUTF8");
                return SendOutcome.Refused;
            }

            await client.SendAsync(format, message, limit.Token);
        }
        catch (SmtpCommandException refused)
        {
            LogNotSent(logger, letter.MessageId, $"{(int)refused.StatusCode} {refused.ErrorCode}");
            return !IsLastWord(refused) ? SendOutcome.TryAgain
                : refused.ErrorCode is SmtpErrorCode.RecipientNotAccepted ? SendOutcome.NoSuchAddress : SendOutcome.Refused;
        }
        catch (Exception exception) when (IsPassing(exception, ct))
        {
            LogNotSent(logger, letter.MessageId, exception.GetType().Name);
            return SendOutcome.TryAgain;
        }

        await LeaveAsync(client, limit.Token);
        return SendOutcome.Sent;
    }

    private static SecureSocketOptions SecurityOf(MailOptions mail) =>
        !mail.Tls ? SecureSocketOptions.None : mail.Port == TlsFromTheStart ? SecureSocketOptions.SslOnConnect
            : SecureSocketOptions.StartTls;

    // 5xx is the server's last word on a recipient or a letter; a refused sender is the installation's fault, not the letter's
    private static bool IsLastWord(SmtpCommandException refused) =>
        (int)refused.StatusCode >= FirstPermanentReply
        && refused.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted
        && refused.StatusCode is not SmtpStatusCode.AuthenticationRequired;

    private static bool IsPassing(Exception exception, CancellationToken ct) =>
        exception is ProtocolException or IOException or SocketException or SslHandshakeException or AuthenticationException
            or NotSupportedException or TimeoutException
        || (exception is OperationCanceledException && !ct.IsCancellationRequested);

    // The letter is the server's already: a goodbye that fails changes nothing
    private static async Task LeaveAsync(SmtpClient client, CancellationToken ct)
    {
        try
        {
            await client.DisconnectAsync(quit: true, ct);
        }
        catch (Exception exception) when (exception is ProtocolException or IOException or SocketException or OperationCanceledException)
        {
        }
    }

    [LoggerMessage(LogLevel.Warning, "The mail server did not take message {MessageId}: {Reason}")]
    private static partial void LogNotSent(ILogger logger, Guid messageId, string reason);
}
