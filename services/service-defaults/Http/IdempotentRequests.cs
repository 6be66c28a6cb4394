using System.Collections.Concurrent;

namespace ComplaintPlatform.ServiceDefaults.Http;

/// <summary>The requests with a key that run in this process: a second one with the same key waits for the first, and then finds its answer.</summary>
internal sealed class IdempotentRequests
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _running = new();

    /// <exception cref="ProblemException">The first is still running after ten seconds: 409.</exception>
    public async Task<IDisposable> WaitForTurnAsync(string id, CancellationToken ct)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = Environment.TickCount64;
        while (_running.GetOrAdd(id, mine) is var first && first != mine)
        {
            var left = LongestWait - TimeSpan.FromMilliseconds(Environment.TickCount64 - started);
            try
            {
                await first.Task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, ct);
            }
            catch (TimeoutException)
            {
                throw new ProblemException(409, "idempotency_key.in_progress", Texts.IdempotencyKeyInProgress) { RetryAfter = TimeSpan.FromSeconds(1) };
            }
        }

        return new Turn(this, id, mine);
    }

    private sealed class Turn(IdempotentRequests requests, string id, TaskCompletionSource mine) : IDisposable
    {
        public void Dispose()
        {
            requests._running.TryRemove(id, out _);
            mine.TrySetResult();
        }
    }
}
