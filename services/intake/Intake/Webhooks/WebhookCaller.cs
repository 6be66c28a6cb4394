using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ComplaintPlatform.Web.Http;
using Microsoft.Extensions.Configuration;

namespace ComplaintPlatform.Intake.Webhooks;

/// <summary>What is sent: the same id for every attempt, and a body that is signed.</summary>
internal sealed record WebhookMessage(string Id, string Body);

/// <param name="RetryAfter">How long the receiver asks to be left alone.</param>
internal sealed record WebhookAnswer(WebhookAttempt Attempt, TimeSpan? RetryAfter);

/// <summary>
/// Posts one message to a storefront's address: to public addresses only (configuration <c>Webhooks:AllowedNetworks</c> names exceptions),
/// without redirects, cookies or proxy, within a limit of time, and without reading what the receiver writes.
/// </summary>
internal sealed class WebhookCaller(WebhookSecrets secrets, IConfiguration configuration, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(10);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        ConnectCallback = Network(configuration).ConnectAsync,
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        MaxResponseHeadersLength = 16,
        MaxConnectionsPerServer = 32,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    public PublicNetwork Addresses { get; } = Network(configuration);

    public async Task<WebhookAnswer> SendAsync(Webhook webhook, WebhookMessage message, WebhookPolicy policy, CancellationToken ct)
    {
        var (started, now) = (Stopwatch.GetTimestamp(), clock.GetUtcNow());
        if (webhook.Url.StartsWith("http:", StringComparison.OrdinalIgnoreCase) && !policy.AllowHttp)
            return Answer(null, "address_closed");

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(policy.TimeoutSeconds));
        try
        {
            using var request = Request(webhook, message, now);
            using var response = await _http.SendAsync(request, limit.Token);
            var status = (int)response.StatusCode;
            var wait = response.Headers.RetryAfter is not { } asked ? null : asked.Delta ?? (asked.Date - now);
            return Answer(status, ErrorOf(status), wait > LongestRetryAfter ? LongestRetryAfter : wait);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Answer(null, "timeout");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException or ArgumentException)
        {
            return Answer(null, (failure.InnerException ?? failure) is ClosedNetworkException ? "address_closed" : "unreachable");
        }

        WebhookAnswer Answer(int? status, string? error, TimeSpan? retryAfter = null) => new(
            new WebhookAttempt(now, status, error, (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds), retryAfter);
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(Webhook webhook, WebhookMessage message, DateTimeOffset now)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(webhook.Url))
        {
            Content = new StringContent(message.Body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("User-Agent", "ComplaintPlatform-Webhooks/1");
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", secrets.Sign(webhook, message.Id, now, message.Body, now));
        return request;
    }

    private static PublicNetwork Network(IConfiguration configuration) =>
        PublicNetwork.Of(configuration.GetSection("Webhooks:AllowedNetworks").Get<string[]>());

    private static string? ErrorOf(int status) => status switch
    {
        >= 200 and < 300 => null,
        >= 300 and < 400 => "redirect",
        (int)HttpStatusCode.Gone => "gone",
        _ => "status",
    };
}
