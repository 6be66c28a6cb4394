using ComplaintPlatform.Classification.Models;

namespace ComplaintPlatform.Classification.Training;

/// <summary>
/// How much an n-gram counts on one axis before anything is learned: rare ones more (inverse document frequency), and those that stand on
/// one side more (the log-count ratio of Wang and Manning, 2012, damped). An n-gram that was never seen counts nothing.
/// </summary>
internal sealed class FeatureScales
{
    private const double Smoothing = 1;
    private const double Floor = 0.05;

    /// <summary>What a vector of a word counts beside n-grams: found by cross-validation.</summary>
    private const double MeaningValue = 4;

    private readonly float[] _scales;
    private readonly float[] _meaningScales;
    private readonly WordVectors? _vectors;

    public FeatureScales(IReadOnlyList<string> classes, IReadOnlyList<LabelledText> texts, TrainingOptions options)
    {
        var discrimination = options.Discrimination;
        _scales = new float[1 << options.Bits];
        var seen = Count(texts, _ => true, _scales.Length, out var total);
        var ratios = discrimination > 0 ? StrongestRatios(classes, texts, _scales.Length) : null;
        for (var i = 0; i < _scales.Length; i++)
        {
            if (seen[i] < options.FewestTexts)
                continue;

            var rarity = Math.Log((Smoothing + total) / (Smoothing + seen[i])) + 1;
            _scales[i] = (float)(rarity * (ratios is null ? 1 : Math.Pow(ratios[i] + Floor, discrimination)));
        }

        _vectors = options.Vectors;
        _meaningScales = new float[_vectors is null ? 0 : _scales.Length];
        if (_vectors is null)
            return;

        var written = texts.Count(text => IsOfWords(text.Features, options.Bits));
        foreach (var bucket in _vectors.Buckets)
        {
            var rarity = Math.Log((Smoothing + written) / (Smoothing + Math.Min(written, seen[bucket])));
            _meaningScales[bucket] = (float)(MeaningValue * Math.Sqrt(rarity));
        }
    }

    public float this[int bucket] => _scales[bucket];

    public ScaledText Apply(TextFeatures text)
    {
        var scaled = ScaledText.Of(text, bucket => _scales[bucket], _scales.Length);
        return _vectors is not null && text.Buckets.Any(_vectors.Has) ? scaled.WithMeanings(MeaningOf(text, _vectors, scaled.Norm)) : scaled;
    }

    /// <summary>What an n-gram weighs before the text is brought to length one: by itself, and by what its word means.</summary>
    public float WeightOf(int bucket, BinaryWeights learned) =>
        (learned.Weights[bucket] * _scales[bucket])
            + (_vectors is null ? 0 : _vectors.Product(bucket, learned.Meaning) * _meaningScales[bucket]);

    // Most of it in English, where rarity of a word is counted
    private static bool IsOfWords(TextFeatures text, int bits) =>
        text.Buckets.Count(bucket => NgramReader.IsOfWords(bucket, bits)) * 2 > text.Buckets.Length;

    private float[] MeaningOf(TextFeatures text, WordVectors vectors, float norm)
    {
        var sum = new float[vectors.Dimensions];
        foreach (var bucket in text.Buckets)
            vectors.AddTo(sum, bucket, _meaningScales[bucket] * norm);

        return sum;
    }

    private static float[] StrongestRatios(IReadOnlyList<string> classes, IReadOnlyList<LabelledText> texts, int buckets)
    {
        var strongest = new float[buckets];
        foreach (var name in classes)
        {
            var inside = Count(texts, text => text.Labels.Contains(name), buckets, out var positives);
            var outside = Count(texts, text => !text.Labels.Contains(name), buckets, out var negatives);
            for (var i = 0; i < strongest.Length; i++)
            {
                var ratio = Math.Log((inside[i] + Smoothing) / (positives + 2) * (negatives + 2) / (outside[i] + Smoothing));
                strongest[i] = Math.Max(strongest[i], (float)Math.Abs(ratio));
            }
        }

        return strongest;
    }

    private static double[] Count(IReadOnlyList<LabelledText> texts, Func<LabelledText, bool> counts, int buckets, out double total)
    {
        var seen = new double[buckets];
        total = 0;
        foreach (var text in texts.Where(counts))
        {
            total++;
            foreach (var bucket in text.Features.Buckets)
                seen[bucket]++;
        }

        return seen;
    }
}

/// <summary>
/// The n-grams of a text with what each counts, together of length one, and behind them the rules that were met, each of the same value
/// whatever the length of the text.
/// </summary>
/// <param name="Norm">By which n-grams were brought to length one.</param>
internal sealed record ScaledText(int[] Buckets, float[] Values, float Squares, float Norm)
{
    /// <summary>What a rule counts beside n-grams: found by cross-validation.</summary>
    public const float RuleValue = 0.15f;

    /// <summary>More rules than a set has.</summary>
    public const int MostRules = 4_096;

    public static ScaledText Of(TextFeatures text, Func<int, float> scaleOf, int buckets)
    {
        var ngrams = text.Buckets.Length;
        var places = new int[ngrams + text.Rules.Length];
        var values = new float[places.Length];
        var squares = 0f;
        for (var i = 0; i < ngrams; i++)
        {
            places[i] = text.Buckets[i];
            values[i] = scaleOf(places[i]);
            squares += values[i] * values[i];
        }

        var said = squares;
        foreach (var bucket in text.LeftOut)
            squares += scaleOf(bucket) * scaleOf(bucket);

        var norm = squares > 0 ? 1 / MathF.Sqrt(squares) : 0;
        for (var i = 0; i < ngrams; i++)
            values[i] *= norm;
        for (var i = 0; i < text.Rules.Length; i++)
            (places[ngrams + i], values[ngrams + i]) = (buckets + text.Rules[i], RuleValue);

        return new ScaledText(places, values, (squares > 0 ? said / squares : 0) + (text.Rules.Length * RuleValue * RuleValue), norm);
    }

    /// <summary>The vectors of the words together; empty where no word has one.</summary>
    public float[] Meanings { get; private init; } = [];

    public ScaledText WithMeanings(float[] sum) => this with { Meanings = sum, Squares = Squares + sum.Sum(value => value * value) };

    public float Product(float[] learned)
    {
        var sum = 0f;
        for (var i = 0; i < Meanings.Length; i++)
            sum += learned[i] * Meanings[i];

        return sum;
    }

    public float Sum(float[] weights)
    {
        var sum = 0f;
        for (var i = 0; i < Buckets.Length; i++)
            sum += weights[Buckets[i]] * Values[i];

        return sum;
    }
}
