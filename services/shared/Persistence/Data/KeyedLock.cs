namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// Lets one at a time work under a key within this process, so that those who would collide in the database go one after the other. Only a
/// courtesy: correctness rests on versions, unique keys and the inbox, which hold between processes too.
/// </summary>
public sealed class KeyedLock
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Waits for its turn; disposing ends it.</summary>
    /// <param name="limit">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <exception cref="TimeoutException">It did not get its turn within the limit.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public async Task<IDisposable> EnterAsync(string key, TimeSpan limit, CancellationToken ct)
    {
        var entry = Join(key);
        try
        {
            if (!await entry.Semaphore.WaitAsync(limit, ct))
                throw new TimeoutException("Another has had the turn for too long.");
        }
        catch
        {
            Leave(key, entry);
            throw;
        }

        return new Turn(this, key, entry);
    }

    private Entry Join(string key)
    {
        lock (_entries)
        {
            if (!_entries.TryGetValue(key, out var entry))
                _entries[key] = entry = new Entry();
            entry.Users++;
            return entry;
        }
    }

    private void Leave(string key, Entry entry)
    {
        lock (_entries)
        {
            if (--entry.Users == 0)
                _entries.Remove(key);
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Semaphore { get; } = new(1);

        public int Users { get; set; }
    }

    private sealed class Turn(KeyedLock locks, string key, Entry entry) : IDisposable
    {
        public void Dispose()
        {
            entry.Semaphore.Release();
            locks.Leave(key, entry);
        }
    }
}

/// <summary>
/// The turns that one unit of work holds, until the end of its scope and so beyond its commit. What it holds it is given again at once, so
/// that a handler that runs a second time does not wait for itself.
/// </summary>
public sealed class HeldTurns(KeyedLock locks) : IDisposable
{
    private readonly Dictionary<string, IDisposable> _held = new(StringComparer.Ordinal);

    /// <summary>
    /// Waits for the turn of each key, in one order for all, so that two who want the same keys never wait for each other. Asking again
    /// while holding a turn gives up that safety.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/> was cancelled.</exception>
    public async Task EnterAsync(IEnumerable<string> keys, CancellationToken ct)
    {
        foreach (var key in keys.Distinct().Order(StringComparer.Ordinal))
            await EnterAsync(key, ct);
    }

    /// <inheritdoc cref="EnterAsync(IEnumerable{string}, CancellationToken)"/>
    public async Task EnterAsync(string key, CancellationToken ct)
    {
        if (!_held.ContainsKey(key))
            _held[key] = await locks.EnterAsync(key, Timeout.InfiniteTimeSpan, ct);
    }

    public void Dispose()
    {
        foreach (var turn in _held.Values)
            turn.Dispose();
        _held.Clear();
    }
}
