using System.Net;

namespace ComplaintPlatform.Gateway.Routes;

/// <summary>
/// What the gateway itself asks services: their documents and whether they are ready. One try and no circuit breaker: who asks comes again
/// soon by itself, and a breaker would hide for seconds that a service has started.
/// </summary>
internal sealed class ServiceQuestions : IDisposable
{
    private const int LongestAnswer = 8 << 20;
    private readonly HttpClient _client;

    public ServiceQuestions(GatewayOptions options, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect) =>
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            ConnectCallback = connect,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LongestAnswer,
        };

    /// <exception cref="HttpRequestException">There was no answer, or one that says neither "so it is" nor "not now".</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    public async Task<(HttpStatusCode Status, string Text)> GetAsync(string address, string path, TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit);
        using var answer = await _client.GetAsync(new Uri(new Uri(address), path), patience.Token);
        if (answer.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable))
            throw new HttpRequestException($"It answers {(int)answer.StatusCode}.");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(patience.Token));
    }

    public void Dispose() => _client.Dispose();
}
