using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ComplaintPlatform.Load.Sending;

/// <summary>
/// Starts requests at given times whatever the answers do. A late start is not forgiven: the latency counts from the time at which the
/// request was meant to start, so a stall is seen by every request that it delayed.
/// </summary>
internal static class OpenLoop
{
    /// <param name="start">Starts request number n, meant to start at the given timestamp; must not block.</param>
    public static Task<long> RunAsync(double perSecond, TimeSpan duration, Action<long, long> start, CancellationToken ct)
    {
        var total = (long)Math.Round(perSecond * duration.TotalSeconds);

        // A thread of its own: a timer of the pool would wait behind the work that it is to measure
        return Task.Factory.StartNew(
            () =>
            {
                var begin = Stopwatch.GetTimestamp();
                for (long number = 0; number < total; number++)
                {
                    var due = begin + (long)(number * Stopwatch.Frequency / perSecond);
                    for (var left = Left(due); left > TimeSpan.Zero; left = Left(due))
                        Sleep(left);
                    if (ct.IsCancellationRequested)
                        return number;
                    start(number, due);
                }

                return total;
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        static TimeSpan Left(long due) => Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
    }

    private static void Sleep(TimeSpan time)
    {
        // Thread.Sleep knows whole milliseconds only, which would be added to every latency
        if (OperatingSystem.IsLinux())
        {
            var request = new TimeSpec((long)time.TotalSeconds, time.Ticks % TimeSpan.TicksPerSecond * 100);
            _ = NanoSleep(in request, IntPtr.Zero);
        }
        else
        {
            Thread.Sleep(time);
        }
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    private static extern int NanoSleep(in TimeSpec request, IntPtr remaining);

    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
