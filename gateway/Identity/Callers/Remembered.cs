using System.Collections.Concurrent;

namespace ComplaintPlatform.Identity.Callers;

/// <summary>Keeps what a look-up found for a short time; many who ask at once share one look-up.</summary>
internal sealed class Remembered<TKey, TValue>(TimeSpan lifetime, TimeProvider clock, Func<TKey, Task<TValue>> find)
    where TKey : notnull
{
    private const int Largest = 10_000;

    private readonly ConcurrentDictionary<TKey, Entry> entries = new();

    public ValueTask<TValue> GetAsync(TKey key)
    {
        var now = clock.GetTimestamp();
        if (entries.TryGetValue(key, out var entry) && entry.Found.IsValueCreated && clock.GetElapsedTime(entry.Since, now) < lifetime)
            return entry.Found.Value is { IsCompletedSuccessfully: true } found ? new ValueTask<TValue>(found.Result) : new ValueTask<TValue>(entry.Found.Value);

        if (entries.Count >= Largest)
            entries.Clear();
        var fresh = new Entry(new Lazy<Task<TValue>>(() => find(key)), now);
        if (entry is null || clock.GetElapsedTime(entry.Since, now) >= lifetime)
        {
            if (entry is null ? !entries.TryAdd(key, fresh) : !entries.TryUpdate(key, fresh, entry))
                fresh = entries.GetValueOrDefault(key) ?? fresh;
        }
        else
        {
            fresh = entry;
        }

        return AwaitAsync(key, fresh);
    }

    private async ValueTask<TValue> AwaitAsync(TKey key, Entry entry)
    {
        try
        {
            return await entry.Found.Value;
        }
        catch
        {
            // A failure is nobody's to share
            entries.TryRemove(KeyValuePair.Create(key, entry));
            throw;
        }
    }

    private sealed record Entry(Lazy<Task<TValue>> Found, long Since);
}
