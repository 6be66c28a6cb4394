using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ComplaintPlatform.Load.Sending;

/// <summary>
/// HTTP with as little of its own as the framework allows: it shares two cores with what it measures. No HttpClient above the handler, no
/// redirects, cookies, decompression or trace headers; answers are read into rented buffers.
/// </summary>
internal sealed class LoadClient : IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly TimeSpan _timeout;

    public LoadClient(Uri baseAddress, TimeSpan timeout, int maxConnections)
    {
        BaseAddress = LoopbackAddress.Require(baseAddress.ToString());
        _timeout = timeout;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            MaxConnectionsPerServer = maxConnections,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        });
    }

    public Uri BaseAddress { get; }

    /// <summary>Sends and hands the whole body to <paramref name="read"/>. Throws only for cancellation by the caller.</summary>
    public async Task<Answer<T>> SendAsync<T>(
        HttpRequestMessage request, Func<HttpResponseMessage, ReadOnlyMemory<byte>, T> read, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_timeout);
        byte[] buffer = [];
        try
        {
            using var response = await _http.SendAsync(request, limit.Token);
            await using var body = await response.Content.ReadAsStreamAsync(limit.Token);
            buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(response.Content.Headers.ContentLength + 1 ?? 4096, 1 << 20));
            var length = 0;
            while (true)
            {
                if (length == buffer.Length)
                    buffer = Grow(buffer);
                var count = await body.ReadAsync(buffer.AsMemory(length), limit.Token);
                if (count == 0)
                    break;
                length += count;
            }

            return new Answer<T>((int)response.StatusCode, null, read(response, buffer.AsMemory(0, length)));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new Answer<T>(0, "timeout", default);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException)
        {
            return new Answer<T>(0, "connection", default);
        }
        finally
        {
            if (buffer.Length > 0)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => _http.Dispose();

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}

/// <summary><see cref="Status"/> is 0 when no answer came; <see cref="Failure"/> then tells why.</summary>
internal readonly record struct Answer<T>(int Status, string? Failure, T? Value)
{
    public string Kind => Failure ?? Status.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>No answer, or one that does not tell whether the request took effect: to be sent again with the same key.</summary>
    public bool IsUndecided => Status is 0 or 408 or 409 or 429 or >= 500;
}
