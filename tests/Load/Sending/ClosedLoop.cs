using System.Diagnostics;

namespace ComplaintPlatform.Load.Sending;

/// <summary>A fixed number of callers, each posting again as soon as it has its answer: what the system accepts at most with so many connections.</summary>
internal static class ClosedLoop
{
    public static async Task RunAsync(int connections, TimeSpan duration, NumberSequence numbers, Func<long, long, Task> post, CancellationToken ct)
    {
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(CallAsync, CancellationToken.None)));

        async Task CallAsync()
        {
            while (!ct.IsCancellationRequested && Stopwatch.GetTimestamp() is var now && now < end)
                await post(numbers.Next(), now);
        }
    }
}

/// <summary>Numbers handed out once each, to any thread.</summary>
internal sealed class NumberSequence
{
    private long _next;

    public long Next() => Interlocked.Increment(ref _next) - 1;
}
