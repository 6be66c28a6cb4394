using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using ComplaintPlatform.Load.Following;
using ComplaintPlatform.Load.Measuring;

namespace ComplaintPlatform.Load.Sending;

/// <summary>
/// Posts complaints and keeps the books: latency from the intended start, the ledger after the 2xx, errors by kind. A part of the posts is
/// repeated with the same key on purpose, as a storefront does whose connection broke.
/// </summary>
internal sealed class Poster(LoadClient client, string apiKey, ComplaintBodies bodies, Ledger ledger, PostSettings settings)
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    private readonly Uri _address = new(client.BaseAddress, "/api/v1/complaints");
    private long _inFlight;
    private long _sent;
    private long _repetitions;
    private long _lastAnswer;

    /// <summary>Accepted posts, from the intended start to the end of the answer.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>How late the driver itself was: when this is not small, the driver and not the system was the limit.</summary>
    public LatencyHistogram DriverDelay { get; } = new();

    public ErrorTally Errors { get; } = new();

    public Journeys? Journeys { get; init; }

    public long Sent => Volatile.Read(ref _sent);

    public long InFlight => Volatile.Read(ref _inFlight);

    public long Repetitions => Volatile.Read(ref _repetitions);

    public long LastAnswer => Volatile.Read(ref _lastAnswer);

    /// <summary>For the open loop: starts and returns at once.</summary>
    public void Start(long number, long intended, CancellationToken ct)
    {
        if (InFlight >= settings.MaxInFlight)
        {
            Errors.Add("not sent: too many unanswered");
            return;
        }

        _ = PostAsync(number, intended, ct);
    }

    /// <summary>For the closed loop.</summary>
    public Func<long, long, Task> PostOneAsync(CancellationToken ct) => (number, intended) => PostAsync(number, intended, ct);

    public async Task PostAsync(long number, long intended, CancellationToken ct)
    {
        Interlocked.Increment(ref _inFlight);
        Interlocked.Increment(ref _sent);
        DriverDelay.Record(Stopwatch.GetElapsedTime(intended));
        try
        {
            var body = bodies.Body(number);
            var key = bodies.Key(number);
            var accepted = await PostUntilDecidedAsync(number, key, body, intended, ct);
            if (accepted && IsRepeated(number))
                await RepeatAsync(number, key, body, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            ledger.LeaveUndecided(); // the run was broken off
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task<bool> PostUntilDecidedAsync(long number, string key, byte[] body, long intended, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await SendAsync(key, body, ct);
            if (answer.IsSuccess && answer.Value != default)
            {
                Latency.Record(Stopwatch.GetElapsedTime(intended));
                Volatile.Write(ref _lastAnswer, Stopwatch.GetTimestamp());
                ledger.Accept(number, key, answer.Value);
                Journeys?.Posted(answer.Value, intended);
                return true;
            }

            Errors.Add(answer.IsSuccess ? "2xx without an id" : answer.Kind);
            if (!answer.IsUndecided)
                return false;

            if (attempt >= settings.Attempts)
            {
                ledger.LeaveUndecided();
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(100 << Math.Min(attempt, 6), 5000)), ct);
        }
    }

    private async Task RepeatAsync(long number, string key, byte[] body, CancellationToken ct)
    {
        var answer = await SendAsync(key, body, ct);
        Interlocked.Increment(ref _repetitions);
        if (answer.IsSuccess && answer.Value != default)
            ledger.Accept(number, key, answer.Value); // another id than before is counted as doubled
        else
            Errors.Add($"repeated post: {answer.Kind}");
    }

    private bool IsRepeated(long number) => settings.RepeatPercent > 0 && number % 1000 * 7 % 1000 < settings.RepeatPercent * 10;

    private async Task<Answer<Guid>> SendAsync(string key, byte[] body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = JsonType;
        request.Headers.TryAddWithoutValidation("X-Api-Key", apiKey);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await client.SendAsync(request, static (response, bytes) => response.IsSuccessStatusCode ? IdIn(bytes.Span) : default, ct);
    }

    private static Guid IdIn(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                    continue;
                if (reader.ValueTextEquals("id"u8))
                    return reader.Read() && reader.TryGetGuid(out var id) ? id : default;
            }
        }
        catch (JsonException)
        {
            return default; // told as "2xx without an id"
        }

        return default;
    }
}

/// <param name="Attempts">How often a post without a decided answer is sent in all, with the same key.</param>
internal sealed record PostSettings(double RepeatPercent = 2, int Attempts = 1, int MaxInFlight = 20_000);
