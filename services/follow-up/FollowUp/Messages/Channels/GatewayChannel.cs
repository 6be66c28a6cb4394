using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StandardWebhooks;

namespace ComplaintPlatform.FollowUp.Messages.Channels;

/// <summary>Bound from configuration section <c>MessageGateway</c>.</summary>
internal sealed class MessageGatewayOptions
{
    public string? Address { get; set; }

    /// <summary><c>whsec_</c> and 24 to 64 bytes in base64, as Standard Webhooks writes it.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Of one try.</summary>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// Hands messages to the merchant's own gateway (SMS, app push, email) as a signed HTTP call: Standard Webhooks, so that any of its
/// libraries verifies it, and <c>webhook-id</c>, the message's id, tells copies.
/// </summary>
internal sealed partial class GatewayChannel(
    IHttpClientFactory clients, IOptions<MessageGatewayOptions> options, TimeProvider clock,
    ILogger<GatewayChannel> logger) : IMessageChannel
{
    public const string ClientName = "message-gateway";

    private readonly StandardWebhook _webhook = new(options.Value.Secret);

    public bool Carries(MessageChannel channel) => true;

    public async Task<SendOutcome> SendAsync(Letter letter, CancellationToken ct)
    {
        var body = JsonSerializer.Serialize(GatewayMessage.Of(letter), JsonDefaults.Options);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Value.Address)
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        var id = letter.MessageId.ToString();
        var now = clock.GetUtcNow();
        request.Headers.Add("webhook-id", id);
        // The same under the name that merchants' own frameworks look for
        request.Headers.Add("Idempotency-Key", id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", _webhook.Sign(id, now, body));
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (response.IsSuccessStatusCode)
                return SendOutcome.Sent;
            LogNotTaken(logger, letter.MessageId, (int)response.StatusCode);
            return response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Gone or HttpStatusCode.UnprocessableEntity
                ? SendOutcome.Refused
                : SendOutcome.TryAgain;
        }
        catch (BrokenCircuitException)
        {
            return SendOutcome.NotNow;
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutRejectedException
            || (exception is OperationCanceledException && !ct.IsCancellationRequested))
        {
            LogNotTaken(logger, letter.MessageId, 0);
            return SendOutcome.TryAgain;
        }
    }

    internal static bool IsSecret(string secret)
    {
        var key = secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret["whsec_".Length..] : secret;
        return key.Length > 0 && Convert.TryFromBase64String(key, new byte[key.Length], out _);
    }

    [LoggerMessage(LogLevel.Warning, "The message gateway did not take message {MessageId}: {Status}")]
    private static partial void LogNotTaken(ILogger logger, Guid messageId, int status);
}

/// <summary>What the merchant's gateway, or a file, gets.</summary>
internal sealed record GatewayMessage(
    Guid Id, MessageChannel Channel, string To, string Language, string Template, string Subject, string Text, string ShortText, string Url)
{
    public static GatewayMessage Of(Letter letter) => new(
        letter.MessageId, letter.Channel, letter.Address, letter.Text.Language, letter.Template,
        letter.Text.Subject, letter.Text.Body, letter.Text.Short, letter.Text.Url);
}
