using System.Buffers;
using System.Runtime.Intrinsics;
using ComplaintPlatform.Classification.Engine;

namespace ComplaintPlatform.Classification.Models;

/// <summary>
/// A linear classifier over hashed n-grams: all axes at once, one row of 8-bit weights per bucket. Immutable; serves all threads.
/// </summary>
internal sealed class LinearModel : ITextModel
{
    private readonly sbyte[] _weights;
    private readonly int _stride;
    private readonly Dictionary<string, (ModelAxis Axis, int FirstColumn)> _axes = [];

    /// <param name="weights">By bucket, then column; each row filled up to <see cref="Stride"/>.</param>
    public LinearModel(ModelLayout layout, ModelCard card, sbyte[] weights)
    {
        Layout = layout;
        Card = card;
        _weights = weights;
        _stride = Stride(layout.Columns);
        var column = 0;
        foreach (var axis in layout.Axes)
        {
            _axes.Add(axis.Name, (axis, column));
            column += axis.Classes.Count + 1;
        }
    }

    public ModelLayout Layout { get; }

    public ModelCard Card { get; }

    public string Version => Card.Version;

    public ReadOnlySpan<sbyte> Weights => _weights;

    /// <summary>The same weights, described by another card.</summary>
    public LinearModel With(ModelCard card) => new(Layout, card, _weights);

    public sbyte[] Column(int column)
    {
        var weights = new sbyte[NgramReader.Buckets];
        for (var bucket = 0; bucket < weights.Length; bucket++)
            weights[bucket] = _weights[(bucket * _stride) + column];

        return weights;
    }

    /// <summary>Rows start at multiples of a vector.</summary>
    public static int Stride(int columns) => (columns + 15) & ~15;

    public AxisFusion Fusion(string axis) => _axes.TryGetValue(axis, out var entry) ? entry.Axis.Fusion : AxisFusion.RulesAlone;

    public ModelScores Score(string normalized)
    {
        Span<int> sums = stackalloc int[_stride];
        Add(normalized, sums);
        var axes = new Dictionary<string, IReadOnlyDictionary<string, double>>(_axes.Count);
        foreach (var (axis, first) in _axes.Values)
        {
            var value = ValueOf(axis, first, sums);
            var classes = new Dictionary<string, double>(axis.Classes.Count);
            for (var i = 0; i < axis.Classes.Count; i++)
                classes.Add(axis.Classes[i], (sums[first + i] * axis.Steps[i] * value) + axis.Biases[i]);

            axes.Add(axis.Name, classes);
        }

        return new ModelScores(axes);
    }

    /// <summary>The scores of all columns into a given place, without anything allocated: the inner loop, measured by itself.</summary>
    public void Score(ReadOnlySpan<char> normalized, Span<float> scores)
    {
        Span<int> sums = stackalloc int[_stride];
        Add(normalized, sums);
        foreach (var (axis, first) in _axes.Values)
        {
            var value = ValueOf(axis, first, sums);
            for (var i = 0; i < axis.Classes.Count; i++)
                scores[first + i] = (sums[first + i] * axis.Steps[i] * value) + axis.Biases[i];
        }
    }

    public IReadOnlyList<Evidence> Explain(string normalized, string axis, string value, int most)
    {
        if (!_axes.TryGetValue(axis, out var entry) || Column(entry.Axis, value) is not { } column)
            return [];

        var ngrams = ArrayPool<Ngram>.Shared.Rent(NgramReader.MostOf(normalized.Length));
        try
        {
            var count = NgramReader.Read(normalized, ngrams);
            return Strongest(normalized, ngrams.AsSpan(0, count), entry.FirstColumn + column, entry.Axis.Steps[column], most);
        }
        finally
        {
            ArrayPool<Ngram>.Shared.Return(ngrams);
        }
    }

    private List<Evidence> Strongest(string text, ReadOnlySpan<Ngram> ngrams, int column, float step, int most)
    {
        var best = new List<(Ngram Ngram, int Weight)>(most + 1);
        foreach (var ngram in ngrams)
        {
            int weight = _weights[(ngram.Bucket * _stride) + column];
            if (weight <= 0 || (best.Count == most && weight <= best[^1].Weight) || best.Exists(one => one.Ngram.Bucket == ngram.Bucket))
                continue;

            var at = best.FindIndex(one => one.Weight < weight);
            best.Insert(at < 0 ? best.Count : at, (ngram, weight));
            if (best.Count > most)
                best.RemoveAt(most);
        }

        return [.. best.Select(one => new Evidence(Sources.Model, text.Substring(one.Ngram.Start, one.Ngram.Length), Math.Round(one.Weight * step, 3)))];
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
    private void Add(ReadOnlySpan<char> normalized, Span<int> sums)
    {
        var rented = ArrayPool<int>.Shared.Rent(NgramReader.MostOf(normalized.Length));
        try
        {
            var buckets = rented.AsSpan(0, TextFeatures.Read(normalized, rented));
            foreach (var bucket in buckets)
                AddRow(_weights.AsSpan(bucket * _stride, _stride), sums);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    private static void AddRow(ReadOnlySpan<sbyte> row, Span<int> sums)
    {
        for (var i = 0; i < row.Length; i += Vector128<sbyte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(row[i..]));
            var (a, b) = Vector128.Widen(low);
            var (c, d) = Vector128.Widen(high);
            var target = sums[i..];
            (Vector128.Create<int>(target) + a).CopyTo(target);
            (Vector128.Create<int>(target[4..]) + b).CopyTo(target[4..]);
            (Vector128.Create<int>(target[8..]) + c).CopyTo(target[8..]);
            (Vector128.Create<int>(target[12..]) + d).CopyTo(target[12..]);
        }
    }
}
