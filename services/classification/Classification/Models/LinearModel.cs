using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Models;

/// <summary>
/// A linear classifier over hashed n-grams: all axes at once, one row of 8-bit weights per bucket. Immutable; serves all threads.
/// </summary>
internal sealed class LinearModel : ITextModel
{
    // Which buckets were added already of the text that a thread is reading; all zero between texts
    [ThreadStatic]
    private static ulong[]? s_seen;

    private const int CacheLine = 64;

    /// <summary>So many 8-bit weights add up in 16 bits without running over.</summary>
    private const int MostInShort = 256;

    private readonly sbyte[] _weights;
    // Which buckets have any weight: the rows of the others need not be fetched
    private readonly ulong[] _used = new ulong[NgramReader.Buckets / 64];
    private readonly int _firstRow;
    private readonly int _size;
    private readonly int _stride;
    private readonly Dictionary<string, (ModelAxis Axis, int FirstColumn)> _axes = [];
    private readonly (ModelAxis Axis, int FirstColumn)[] _inOrder;

    /// <param name="weights">By bucket, then column; each row filled up to <see cref="Stride"/>.</param>
    public LinearModel(ModelLayout layout, ModelCard card, ReadOnlySpan<sbyte> weights)
    {
        Layout = layout;
        Card = card;
        _stride = Stride(layout.Columns);
        // A row fills a line of the cache; without this each would lie across two
        _weights = GC.AllocateArray<sbyte>(weights.Length + CacheLine, pinned: true);
        _firstRow = (int)((CacheLine - (Marshal.UnsafeAddrOfPinnedArrayElement(_weights, 0) % CacheLine)) % CacheLine);
        weights.CopyTo(_weights.AsSpan(_firstRow));
        _size = weights.Length;
        for (var bucket = 0; bucket < NgramReader.Buckets; bucket++)
        {
            if (weights.Slice(bucket * _stride, _stride).ContainsAnyExcept((sbyte)0))
                _used[bucket >> 6] |= 1UL << bucket;
        }
        var column = 0;
        foreach (var axis in layout.Axes)
        {
            _axes.Add(axis.Name, (axis, column));
            column += axis.Classes.Count + 1;
        }

        _inOrder = [.. _axes.Values];
    }

    public ModelLayout Layout { get; }

    public ModelCard Card { get; }

    public string Version => Card.Version;

    public ReadOnlySpan<sbyte> Weights => _weights.AsSpan(_firstRow, _size);

    /// <summary>The same weights, described by another card.</summary>
    public LinearModel With(ModelCard card) => new(Layout, card, Weights);

    public sbyte[] Column(int column)
    {
        var weights = new sbyte[NgramReader.Buckets];
        for (var bucket = 0; bucket < weights.Length; bucket++)
            weights[bucket] = _weights[Row(bucket) + column];

        return weights;
    }

    /// <summary>Rows start at multiples of a vector.</summary>
    public static int Stride(int columns) => (columns + 15) & ~15;

    public AxisFusion Fusion(string axis) => _axes.TryGetValue(axis, out var entry) ? entry.Axis.Fusion : AxisFusion.RulesAlone;

    public bool IsAdded(string axis, string value) => _axes.TryGetValue(axis, out var entry) && entry.Axis.Added?.Contains(value) == true;

    public IReadOnlyDictionary<Rule, float[]> RowsOf(RuleSet rules)
    {
        var rows = new Dictionary<Rule, float[]>(ReferenceEqualityComparer.Instance);
        foreach (var rule in rules.Rules)
        {
            var row = new float[Layout.Columns];
            var isKnown = false;
            foreach (var (axis, first) in _inOrder)
            {
                if (axis.Rules?.GetValueOrDefault(rule.Key) is not { } weights)
                    continue;

                isKnown = true;
                for (var i = 0; i < weights.Count; i++)
                    row[first + i] = weights[i];
            }

            if (isKnown)
                rows.Add(rule, row);
        }

        return rows;
    }

    public ModelScores Score(string normalized, RuleFindings found)
    {
        var ngrams = ArrayPool<Ngram>.Shared.Rent(NgramReader.MostOf(normalized.Length));
        var all = NgramReader.Read(normalized, ngrams);
        var count = NgramReader.LeaveOut(ngrams.AsSpan(0, all), found.Denied);
        var scores = new float[Layout.Columns];
        Score(ngrams.AsSpan(0, count), ngrams.AsSpan(count, all - count), scores);
        found.AddLearned(scores);
        return new Scores(this, normalized, ngrams, count, scores);
    }

    /// <summary>The scores of all columns into a given place, without anything allocated: the inner loop, measured by itself.</summary>
    public void Score(ReadOnlySpan<char> normalized, Span<float> scores)
    {
        var ngrams = ArrayPool<Ngram>.Shared.Rent(NgramReader.MostOf(normalized.Length));
        Score(ngrams.AsSpan(0, NgramReader.Read(normalized, ngrams)), [], scores);
        ArrayPool<Ngram>.Shared.Return(ngrams);
    }

    /// <param name="leftOut">Counts in the length of the text alone.</param>
    private void Score(ReadOnlySpan<Ngram> ngrams, ReadOnlySpan<Ngram> leftOut, Span<float> scores)
    {
        Span<int> sums = stackalloc int[_stride];
        Add(ngrams, sums);
        if (leftOut.Length > 0)
            AddLengths(ngrams, leftOut, sums);
        foreach (var (axis, first) in _inOrder)
        {
            var value = ValueOf(axis, first, sums);
            for (var i = 0; i < axis.Classes.Count; i++)
                scores[first + i] = (sums[first + i] * axis.Steps[i] * value) + axis.Biases[i];
        }
    }

    // More are looked at than are shown: what is shown are words
    private List<Evidence> Strongest(string text, ReadOnlySpan<Ngram> ngrams, int column, float step, int most)
    {
        const int LookedAt = 4;
        Span<(Ngram Ngram, int Weight)> best = stackalloc (Ngram, int)[most * LookedAt];
        var count = 0;
        foreach (var ngram in ngrams)
        {
            if (!IsUsed(ngram.Bucket))
                continue;

            int weight = _weights[Row(ngram.Bucket) + column];
            if (weight <= 0 || (count == best.Length && weight <= best[^1].Weight) || Holds(best[..count], ngram))
                continue;

            var at = count < best.Length ? count++ : best.Length - 1;
            for (; at > 0 && best[at - 1].Weight < weight; at--)
                best[at] = best[at - 1];

            best[at] = (ngram, weight);
        }

        var evidence = new List<Evidence>(most);
        for (var i = 0; i < count && evidence.Count < most; i++)
        {
            var words = text.AsSpan(best[i].Ngram.Start, best[i].Ngram.Length);
            if (EvidenceWords.IsWorthShowing(words))
                evidence.Add(new Evidence(Sources.Model, words.ToString(), Math.Round(best[i].Weight * step, 3)));
        }

        return evidence;
    }

    // The same word again, or a part of it in another n-gram
    private static bool Holds(ReadOnlySpan<(Ngram Ngram, int Weight)> best, Ngram ngram)
    {
        foreach (var one in best)
        {
            if (one.Ngram.Bucket == ngram.Bucket || (one.Ngram.Start == ngram.Start && one.Ngram.Length == ngram.Length))
                return true;
        }

        return false;
    }

    private static int? Column(ModelAxis axis, string value)
    {
        for (var i = 0; i < axis.Classes.Count; i++)
        {
            if (axis.Classes[i] == value)
                return i;
        }

        return null;
    }

    // The last column of an axis holds the squares of the scales
    private static float ValueOf(ModelAxis axis, int first, ReadOnlySpan<int> sums)
    {
        var squares = sums[first + axis.Classes.Count] * axis.LengthStep;
        return squares > 0 ? 1 / MathF.Sqrt(squares) : 0;
    }

    // Adds up the rows of all different n-grams
    private void Add(ReadOnlySpan<Ngram> ngrams, Span<int> sums)
    {
        var rented = ArrayPool<int>.Shared.Rent(ngrams.Length);
        var rows = rented.AsSpan(0, Different(ngrams, rented));
        while (rows.Length > MostInShort)
        {
            AddRows(rows[..MostInShort], sums);
            rows = rows[MostInShort..];
        }

        AddRows(rows, sums);
        ArrayPool<int>.Shared.Return(rented);
    }

    private void AddLengths(ReadOnlySpan<Ngram> ngrams, ReadOnlySpan<Ngram> leftOut, Span<int> sums)
    {
        var said = new HashSet<int>();
        foreach (var ngram in ngrams)
            said.Add(ngram.Bucket);
        foreach (var ngram in leftOut)
        {
            if (!said.Add(ngram.Bucket))
                continue;

            foreach (var (axis, first) in _inOrder)
                sums[first + axis.Classes.Count] += _weights[Row(ngram.Bucket) + first + axis.Classes.Count];
        }
    }

    private int Different(ReadOnlySpan<Ngram> ngrams, int[] rows)
    {
        var seen = s_seen ??= new ulong[NgramReader.Buckets / 64];
        var count = 0;
        foreach (var ngram in ngrams)
        {
            ref var word = ref seen[ngram.Bucket >> 6];
            var bit = 1UL << ngram.Bucket;
            if ((word & bit) != 0 || !IsUsed(ngram.Bucket))
                continue;

            word |= bit;
            rows[count++] = Row(ngram.Bucket);
        }

        foreach (var ngram in ngrams)
            seen[ngram.Bucket >> 6] = 0;

        return count;
    }

    // Sixteen columns of all rows at a time, so that sums stay in registers and the next rows are fetched while these are added
    private void AddRows(ReadOnlySpan<int> rows, Span<int> sums)
    {
        for (var column = 0; column < _stride; column += Vector128<sbyte>.Count)
        {
            var low = Vector128<short>.Zero;
            var high = Vector128<short>.Zero;
            ref var first = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_weights), column);
            foreach (var row in rows)
            {
                var weights = Vector128.LoadUnsafe(ref first, (nuint)row);
                low += Vector128.WidenLower(weights);
                high += Vector128.WidenUpper(weights);
            }

            AddTo(sums[column..], low);
            AddTo(sums[(column + 8)..], high);
        }
    }

    private static void AddTo(Span<int> sums, Vector128<short> part)
    {
        var (low, high) = Vector128.Widen(part);
        (Vector128.Create<int>(sums) + low).CopyTo(sums);
        (Vector128.Create<int>(sums[4..]) + high).CopyTo(sums[4..]);
    }

    private bool IsUsed(int bucket) => (_used[bucket >> 6] & (1UL << bucket)) != 0;

    private int Row(int bucket) => _firstRow + (bucket * _stride);

    private sealed class Scores(LinearModel model, string text, Ngram[] ngrams, int count, float[] scores) : ModelScores
    {
        private Ngram[]? _ngrams = ngrams;

        public override bool Has(string axis) => model._axes.ContainsKey(axis);

        public override bool TryGet(string axis, string value, out double score)
        {
            var isKnown = model._axes.TryGetValue(axis, out var entry);
            var column = isKnown ? Column(entry.Axis, value) : null;
            score = column is { } at ? scores[entry.FirstColumn + at] : 0;
            return column is not null;
        }

        public override IReadOnlyList<Evidence> Explain(string axis, string value, int most)
        {
            ObjectDisposedException.ThrowIf(_ngrams is null, this);
            return model._axes.TryGetValue(axis, out var entry) && Column(entry.Axis, value) is { } column
                ? model.Strongest(text, _ngrams.AsSpan(0, count), entry.FirstColumn + column, entry.Axis.Steps[column], most)
                : [];
        }

        public override void Dispose()
        {
            if (_ngrams is { } lent)
                ArrayPool<Ngram>.Shared.Return(lent);

            _ngrams = null;
        }
    }
}
