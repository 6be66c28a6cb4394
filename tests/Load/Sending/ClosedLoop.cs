using System.Diagnostics;

namespace ComplaintPlatform.Load.Sending;

/// <summary>
/// A fixed number of callers, each posting again as soon as it has its answer: what the system accepts at most with so many connections.
/// </summary>
internal static class ClosedLoop
{
    // Below about so many posts the just-in-time compiler is still at work on a busy machine, and its share is counted as the system's
    private const int PostsToBeWarm = 20_000;

    public static Task RunAsync(
        int connections, TimeSpan duration, NumberSequence numbers, Func<long, long, Task> post, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        return RunWhileAsync(() => clock.Elapsed < duration, connections, numbers, post, ct);
    }

    /// <summary>Posts for the given time, and on until everything that is called is compiled, at most three times as long.</summary>
    public static Task WarmUpAsync(
        int connections, TimeSpan duration, NumberSequence numbers, Func<long, long, Task> post, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        return RunWhileAsync(
            () => clock.Elapsed < duration || (numbers.Handed < PostsToBeWarm && clock.Elapsed < duration * 3), connections, numbers, post,
            ct);
    }

    private static async Task RunWhileAsync(
        Func<bool> goOn, int connections, NumberSequence numbers, Func<long, long, Task> post, CancellationToken ct)
    {
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(CallAsync, CancellationToken.None)));

        async Task CallAsync()
        {
            while (!ct.IsCancellationRequested && goOn())
                await post(numbers.Next(), Stopwatch.GetTimestamp());
        }
    }
}

/// <summary>Numbers handed out once each, to any thread.</summary>
internal sealed class NumberSequence
{
    private long _next;

    public long Handed => Volatile.Read(ref _next);

    public long Next() => Interlocked.Increment(ref _next) - 1;
}
