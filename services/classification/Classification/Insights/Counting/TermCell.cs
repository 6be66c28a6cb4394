using System.Runtime.InteropServices;
using ComplaintPlatform.Classification.Insights.Terms;

namespace ComplaintPlatform.Classification.Insights.Counting;

/// <summary>
/// In how many complaints of one week each term stands, for one category, product, store or the whole storefront. It keeps the frequent
/// ones: when twice the limit have come together, the rarest are dropped, and what may have been missed of any term is known (Manku and
/// Motwani 2002, "Approximate frequency counts over data streams"). Below that nothing is dropped and the counts are exact.
/// </summary>
internal sealed class TermCell
{
    public const int MostExamples = 3;

    private readonly Dictionary<long, Entry> _entries;

    public TermCell()
        : this(new Dictionary<long, Entry>())
    {
    }

    private TermCell(Dictionary<long, Entry> entries) => _entries = entries;

    public int Documents { get; private set; }

    /// <summary>Counts of all terms together, dropped ones as well.</summary>
    public long Occurrences { get; private set; }

    /// <summary>No term that is not here occurs in more complaints than this.</summary>
    public int Lost { get; private set; }

    public IReadOnlyCollection<long> Terms => _entries.Keys;

    public int CountOf(long term) => _entries.TryGetValue(term, out var entry) ? entry.Count : 0;

    /// <summary>The count, or more where some may have been missed.</summary>
    public int MostOf(long term) => _entries.TryGetValue(term, out var entry) ? entry.Count + entry.Missed : Lost;

    public IReadOnlyList<Guid> ExamplesOf(long term) => _entries.TryGetValue(term, out var entry) ? entry.Examples ?? [] : [];

    /// <param name="becameShared">Takes the terms that with this complaint are shared by <paramref name="minimumShared"/>.</param>
    public void Add(Guid complaint, IEnumerable<Term> terms, int limit, int minimumShared = int.MaxValue,
        ICollection<Term>? becameShared = null)
    {
        Documents++;
        foreach (var term in terms)
        {
            Occurrences++;
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, term.Hash, out var known);
            if (!known)
                entry.Missed = Lost;
            entry.Count++;
            // Half of all words come once only; those need no example
            if (entry.Count > 1 && entry.Examples is not { Length: MostExamples })
                entry.Examples = [.. entry.Examples ?? [], complaint];
            if (entry.Count == minimumShared)
                becameShared?.Add(term);
        }

        if (_entries.Count > 2 * limit)
            Prune(limit);
    }

    /// <summary>Takes a complaint out again that belongs elsewhere.</summary>
    public void Remove(Guid complaint, IEnumerable<Term> terms)
    {
        if (Documents == 0)
            return;

        Documents--;
        foreach (var term in terms)
        {
            Occurrences = Math.Max(0, Occurrences - 1);
            ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, term.Hash);
            if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref entry))
                continue;
            entry.Count--;
            entry.Examples = entry.Examples?.Where(example => example != complaint).ToArray();
            if (entry.Count == 0)
                _entries.Remove(term.Hash);
        }
    }

    public byte[] Write()
    {
        using var memory = new MemoryStream(16 + (_entries.Count * 14));
        using var writer = new BinaryWriter(memory);
        writer.Write7BitEncodedInt(Documents);
        writer.Write7BitEncodedInt64(Occurrences);
        writer.Write7BitEncodedInt(Lost);
        writer.Write7BitEncodedInt(_entries.Count);
        foreach (var (term, entry) in _entries)
        {
            writer.Write(term);
            writer.Write7BitEncodedInt(entry.Count);
            writer.Write7BitEncodedInt(entry.Missed);
            writer.Write((byte)(entry.Examples?.Length ?? 0));
            foreach (var example in entry.Examples ?? [])
                writer.Write(example.ToByteArray());
        }

        return memory.ToArray();
    }

    public static TermCell Read(byte[] counts)
    {
        using var reader = new BinaryReader(new MemoryStream(counts));
        var (documents, occurrences, lost, length) = (reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt64(),
            reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt());
        var entries = new Dictionary<long, Entry>(length);
        for (var i = 0; i < length; i++)
        {
            var term = reader.ReadInt64();
            var entry = new Entry { Count = reader.Read7BitEncodedInt(), Missed = reader.Read7BitEncodedInt() };
            var examples = reader.ReadByte();
            if (examples > 0)
                entry.Examples = new Guid[examples];
            for (var example = 0; example < examples; example++)
                entry.Examples![example] = new Guid(reader.ReadBytes(16));
            entries.Add(term, entry);
        }

        return new TermCell(entries) { Documents = documents, Occurrences = occurrences, Lost = lost };
    }

    private void Prune(int limit)
    {
        var most = _entries.Values.Select(entry => entry.Count + entry.Missed).ToArray();
        Array.Sort(most);
        var cut = most[^(limit + 1)];
        var spare = _entries.Count - limit;
        // Those at the cut itself go only as far as room is needed
        foreach (var (term, _) in _entries.Where(pair => pair.Value.Count + pair.Value.Missed <= cut)
            .OrderBy(pair => pair.Value.Count + pair.Value.Missed).Take(spare).ToList())
            _entries.Remove(term);
        Lost = Math.Max(Lost, cut);
    }

    private struct Entry
    {
        public int Count;
        public int Missed;
        public Guid[]? Examples;
    }
}
