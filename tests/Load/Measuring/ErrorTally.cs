using System.Collections.Concurrent;

namespace ComplaintPlatform.Load.Measuring;

/// <summary>Errors by what went wrong: a status code, "timeout", "connection".</summary>
internal sealed class ErrorTally
{
    private readonly ConcurrentDictionary<string, long> _counts = new();

    public long Total => _counts.Values.Sum();

    public void Add(string kind) => _counts.AddOrUpdate(kind, 1, (_, count) => count + 1);

    public SortedDictionary<string, long> Snapshot() => new(_counts, StringComparer.Ordinal);
}
