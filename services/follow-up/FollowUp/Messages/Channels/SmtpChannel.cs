using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.FollowUp.Messages.Channels;

/// <summary>Bound from configuration section <c>Mail</c>.</summary>
internal sealed class MailOptions
{
    public string? Host { get; set; }

    public int Port { get; set; } = 587;

    /// <summary>STARTTLS. Off only for a relay on the same machine.</summary>
    public bool Tls { get; set; } = true;

    public string? Username { get; set; }

    public string? Password { get; set; }

    public string From { get; set; } = "no-reply@localhost";

    public string FromName { get; set; } = "";

    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(20);
}

internal sealed partial class SmtpChannel(IOptions<MailOptions> options, ILogger<SmtpChannel> logger) : IMessageChannel
{
    private const int FirstPermanentReply = 500;

    public bool Carries(MessageChannel channel) => channel is MessageChannel.Email;

    public async Task<SendOutcome> SendAsync(Letter letter, CancellationToken ct)
    {
        var mail = options.Value;
        using var message = new MailMessage(new MailAddress(mail.From, mail.FromName), new MailAddress(letter.Address))
        {
            Subject = letter.Text.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = letter.Text.Body,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.QuotedPrintable,
        };
        message.Headers.Add("Message-ID", $"<{letter.MessageId:N}@{message.From!.Host}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        using var client = new SmtpClient(mail.Host, mail.Port)
        {
            EnableSsl = mail.Tls,
            Credentials = mail.Username is null ? null : new NetworkCredential(mail.Username, mail.Password),
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(mail.TimeLimit);
        try
        {
            await client.SendMailAsync(message, limit.Token);
            return SendOutcome.Sent;
        }
        catch (SmtpException exception)
        {
            LogNotSent(logger, letter.MessageId, exception.StatusCode);
            // 5xx is the server's last word; refused credentials are the installation's fault, not the message's
            return (int)exception.StatusCode >= FirstPermanentReply && exception.StatusCode is not SmtpStatusCode.MustIssueStartTlsFirst and not (SmtpStatusCode)535
                ? SendOutcome.Refused
                : SendOutcome.TryAgain;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            LogNotSent(logger, letter.MessageId, SmtpStatusCode.GeneralFailure);
            return SendOutcome.TryAgain;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The mail server did not take message {MessageId}: {Status}")]
    private static partial void LogNotSent(ILogger logger, Guid messageId, SmtpStatusCode status);
}
