using ComplaintPlatform.Classification.Models;

namespace ComplaintPlatform.Classification.Training;

/// <summary>
/// Learns one yes/no question: L2-regularised squared hinge loss by dual coordinate descent (Hsieh et al., 2008), each text with its own
/// cost. The same texts, costs and seed give the same weights.
/// </summary>
internal static class DualCoordinateDescent
{
    /// <param name="known">What another model answers for each text already; what is learned is added to it.</param>
    public static BinaryWeights Train(
        IReadOnlyList<ScaledText> texts, IReadOnlyList<bool> isPositive, IReadOnlyList<double> costs, TrainingOptions options,
        IReadOnlyList<float>? known = null)
    {
        var weights = new float[(1 << options.Bits) + ScaledText.MostRules];
        var meaning = new float[options.Vectors?.Dimensions ?? 0];
        var bias = 0f;
        var dual = new float[texts.Count];
        var order = Enumerable.Range(0, texts.Count).Where(i => costs[i] > 0 && texts[i].Buckets.Length > 0).ToArray();
        var random = new Random(options.Seed);
        for (var pass = 0; pass < options.Passes; pass++)
        {
            random.Shuffle(order);
            var largest = 0f;
            foreach (var i in order)
            {
                var text = texts[i];
                var sign = isPositive[i] ? 1f : -1f;
                var slack = (float)(0.5 / costs[i]);
                var gradient = (sign * (text.Sum(weights) + text.Product(meaning) + bias + (known?[i] ?? 0))) - 1 + (dual[i] * slack);
                if (dual[i] == 0 && gradient >= 0)
                    continue;

                largest = Math.Max(largest, Math.Abs(gradient));
                // One more for the bias
                var updated = Math.Max(0, dual[i] - (gradient / (text.Squares + 1 + slack)));
                var step = (updated - dual[i]) * sign;
                dual[i] = updated;
                bias += step;
                for (var j = 0; j < text.Buckets.Length; j++)
                    weights[text.Buckets[j]] += step * text.Values[j];
                for (var j = 0; j < text.Meanings.Length; j++)
                    meaning[j] += step * text.Meanings[j];
            }

            if (largest < options.Tolerance)
                break;
        }

        return new BinaryWeights(weights, bias, meaning);
    }
}

/// <param name="Meaning">What is learned of the dimensions of the vectors of words.</param>
internal sealed record BinaryWeights(float[] Weights, float Bias, float[] Meaning)
{
    public double Score(ScaledText text) => text.Sum(Weights) + text.Product(Meaning) + Bias;
}
