namespace ComplaintPlatform.ServiceDefaults.Messaging;

/// <summary>
/// Lets one at a time work on one complaint within this process, so that events about the same complaint that arrive together do not
/// collide in the database. Only a courtesy: correctness rests on versions and the inbox.
/// </summary>
internal sealed class KeyedLocks
{
    private readonly Dictionary<(Type, Guid), Entry> _entries = [];

    public async Task<IDisposable> EnterAsync(Type context, Guid key, CancellationToken ct)
    {
        Entry? entry;
        lock (_entries)
        {
            if (!_entries.TryGetValue((context, key), out entry))
                _entries[(context, key)] = entry = new Entry();
            entry.Users++;
        }

        try
        {
            await entry.Semaphore.WaitAsync(ct);
        }
        catch
        {
            Leave((context, key), entry);
            throw;
        }

        return new Release(() =>
        {
            entry.Semaphore.Release();
            Leave((context, key), entry);
        });
    }

    private void Leave((Type, Guid) key, Entry entry)
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

    private sealed class Release(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
