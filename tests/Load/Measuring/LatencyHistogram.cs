using System.Numerics;

namespace ComplaintPlatform.Load.Measuring;

/// <summary>
/// Counts latencies in buckets that grow with the value: exact below 256 microseconds, within 1/128 above. Any thread may record.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int Ranges = 34; // up to about 38 hours

    private readonly long[] _counts = new long[SubBuckets * (Ranges + 1)];
    private long _count;
    private long _maximum;

    public long Count => Volatile.Read(ref _count);

    public TimeSpan Maximum => TimeSpan.FromMicroseconds(Volatile.Read(ref _maximum));

    public void Record(TimeSpan latency)
    {
        var microseconds = Math.Max(0, (long)latency.TotalMicroseconds);
        Interlocked.Increment(ref _counts[IndexOf(microseconds)]);
        Interlocked.Increment(ref _count);

        var seen = Volatile.Read(ref _maximum);
        while (microseconds > seen)
        {
            var before = Interlocked.CompareExchange(ref _maximum, microseconds, seen);
            if (before == seen)
                break;
            seen = before;
        }
    }

    /// <summary>
    /// The smallest recorded bucket that at least <paramref name="percent"/> of the values do not exceed; null when nothing was recorded.
    /// </summary>
    public TimeSpan? Percentile(double percent)
    {
        var total = Count;
        if (total == 0)
            return null;

        var rank = Math.Clamp((long)Math.Ceiling(total * percent / 100), 1, total);
        long passed = 0;
        for (var index = 0; index < _counts.Length; index++)
        {
            passed += Volatile.Read(ref _counts[index]);
            if (passed >= rank)
                return TimeSpan.FromMicroseconds(Math.Min(HighestOf(index), Volatile.Read(ref _maximum)));
        }

        return Maximum;
    }

    public Percentiles Summarise() => new(
        Count, Milliseconds(Percentile(50)), Milliseconds(Percentile(90)), Milliseconds(Percentile(99)), Milliseconds(Percentile(99.9)),
        Count == 0 ? null : Milliseconds(Maximum));

    private static double? Milliseconds(TimeSpan? value) => value is { } time ? Math.Round(time.TotalMilliseconds, 3) : null;

    private static int IndexOf(long microseconds)
    {
        if (microseconds < 2 * SubBuckets)
            return (int)microseconds;

        var shift = BitOperations.Log2((ulong)microseconds) - SubBucketBits;
        return Math.Min((shift << SubBucketBits) + (int)(microseconds >> shift), (SubBuckets * (Ranges + 1)) - 1);
    }

    private static long HighestOf(int index)
    {
        if (index < 2 * SubBuckets)
            return index;

        var shift = (index >> SubBucketBits) - 1;
        var head = (index & (SubBuckets - 1)) + SubBuckets;
        return ((long)(head + 1) << shift) - 1;
    }
}

/// <summary>Milliseconds; null where nothing was measured.</summary>
internal sealed record Percentiles(long Count, double? P50, double? P90, double? P99, double? P999, double? Max);
