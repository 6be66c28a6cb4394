using System.Collections.Concurrent;
using System.Globalization;

namespace ComplaintPlatform.Load.Following;

/// <summary>
/// What was accepted, kept outside the system: an entry is made only after the 2xx was read. At the end it is held against what the system
/// lists.
/// </summary>
internal sealed class Ledger : IDisposable
{
    private readonly ConcurrentDictionary<Guid, long> _accepted = new();
    private readonly ConcurrentDictionary<long, Guid> _byNumber = new();
    private readonly StreamWriter? _file;
    private long _undecided;
    private long _doubledAnswers;

    public Ledger(string? path = null)
    {
        if (path is not null)
            _file = new StreamWriter(path, append: true) { AutoFlush = true };
    }

    public int Count => _byNumber.Count;

    public long Undecided => Volatile.Read(ref _undecided);

    /// <summary>
    /// Posts that were answered with another id when they were repeated with the same key, and ids given to two different posts.
    /// </summary>
    public long DoubledAnswers => Volatile.Read(ref _doubledAnswers);

    public ICollection<Guid> Ids => _accepted.Keys;

    public bool Contains(Guid id) => _accepted.ContainsKey(id);

    public void Accept(long number, string key, Guid id)
    {
        var first = _byNumber.GetOrAdd(number, id);
        var owner = _accepted.GetOrAdd(id, number);
        if (first != id || owner != number)
            Interlocked.Increment(ref _doubledAnswers);
        if (_file is null)
            return;

        lock (_file)
            _file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{key}\t{id}\t{DateTimeOffset.UtcNow:O}"));
    }

    /// <summary>No answer came: the complaint may exist or not, and is neither lost nor doubled.</summary>
    public void LeaveUndecided() => Interlocked.Increment(ref _undecided);

    /// <param name="rows">Every complaint the system lists for the time of the run, as listed, copies included.</param>
    public Balance Hold(IReadOnlyCollection<ListedComplaint> rows, string run)
    {
        var listed = new Dictionary<Guid, int>();
        var externalIds = new Dictionary<string, Guid>();
        long listedTwice = 0, doubled = 0, strangers = 0;
        foreach (var row in rows)
        {
            if (!listed.TryAdd(row.Id, 1))
            {
                listedTwice++;
                continue;
            }

            if (row.ExternalId is { } externalId && !externalId.StartsWith(run + "-", StringComparison.Ordinal))
                strangers++; // somebody else's, known by its external id
            else if (row.ExternalId is { } own && !externalIds.TryAdd(own, row.Id))
                doubled++;
            else if (!_accepted.ContainsKey(row.Id))
                strangers += row.ExternalId is null ? 1 : 0;
        }

        var lost = _accepted.Keys.Where(id => !listed.ContainsKey(id)).ToList();
        return new Balance(Count, listed.Count, lost, doubled, strangers, listedTwice);
    }

    public void Dispose() => _file?.Dispose();
}

/// <summary>A row of GET /complaints, as far as the driver needs it.</summary>
internal readonly record struct ListedComplaint(Guid Id, Stage Stage, string Status, string? ExternalId);

/// <param name="Strangers">Listed in the time of the run but not in the ledger; undecided posts explain as many.</param>
internal sealed record Balance(long Accepted, long Listed, IReadOnlyList<Guid> Lost, long Doubled, long Strangers, long ListedTwice);
