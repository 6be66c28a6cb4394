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

    private readonly float[] _scales;

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
    }

    public float this[int bucket] => _scales[bucket];

    public ScaledText Apply(TextFeatures text) => ScaledText.Of(text, bucket => _scales[bucket], _scales.Length);

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
internal sealed record ScaledText(int[] Buckets, float[] Values, float Squares)
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

        return new ScaledText(places, values, (squares > 0 ? said / squares : 0) + (text.Rules.Length * RuleValue * RuleValue));
    }

    public float Sum(float[] weights)
    {
        var sum = 0f;
        for (var i = 0; i < Buckets.Length; i++)
            sum += weights[Buckets[i]] * Values[i];

        return sum;
    }
}
