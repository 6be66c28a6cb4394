namespace ComplaintPlatform.ServiceDefaults.Messaging;

/// <summary>
/// Lets one at a time work on one complaint within this process, so that events about the same complaint that arrive together do not
/// collide in the database. Only a courtesy: correctness rests on versions and the inbox.
/// </summary>
internal sealed class KeyedLocks
{
    private readonly Dictionary<(Type, Guid), Entry> _entries = [];

    public async Task<IDisposable> EnterAsync(Type context, IEnumerable<Guid> keys, CancellationToken ct)
    {
        var entered = new Entered(this, context);
        try
        {
            // In one order for all, so that two who want the same keys never wait for each other
            foreach (var key in keys.Distinct().Order())
                await entered.AddAsync(key, ct);
            return entered;
        }
        catch
        {
            entered.Dispose();
            throw;
        }
    }

    private Entry Join((Type, Guid) key)
    {
        lock (_entries)
        {
            if (!_entries.TryGetValue(key, out var entry))
                _entries[key] = entry = new Entry();
            entry.Users++;
            return entry;
        }
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

    private sealed class Entered(KeyedLocks locks, Type context) : IDisposable
    {
        private readonly List<(Guid Key, Entry Entry)> _held = [];

        public async Task AddAsync(Guid key, CancellationToken ct)
        {
            var entry = locks.Join((context, key));
            try
            {
                await entry.Semaphore.WaitAsync(ct);
            }
            catch
            {
                locks.Leave((context, key), entry);
                throw;
            }

            _held.Add((key, entry));
        }

        public void Dispose()
        {
            foreach (var (key, entry) in _held)
            {
                entry.Semaphore.Release();
                locks.Leave((context, key), entry);
            }
        }
    }
}
