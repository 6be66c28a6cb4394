using ComplaintPlatform.Classification.Models;

namespace ComplaintPlatform.Classification.Training;

/// <param name="Only">The one class the text teaches something about; null for all.</param>
internal sealed record LabelledText(TextFeatures Features, IReadOnlyList<string> Labels, double Weight, string? Only = null)
{
    public double WeightFor(string name) => Only is null || Only == name ? Weight : 0;
}

/// <summary>Learns one axis: for each class the question "is it this one?". A text may have several classes, or none.</summary>
internal static class AxisTrainer
{
    public static TrainedAxis Train(IReadOnlyList<string> classes, IReadOnlyList<LabelledText> texts, TrainingOptions options,
        CancellationToken ct = default)
    {
        var scales = new FeatureScales(classes, texts, options);
        var scaled = texts.Select(text => scales.Apply(text.Features)).ToList();
        var trained = new BinaryWeights[classes.Count];
        for (var i = 0; i < classes.Count; i++)
        {
            ct.ThrowIfCancellationRequested();
            var isPositive = texts.Select(text => text.Labels.Contains(classes[i])).ToList();
            trained[i] = DualCoordinateDescent.Train(scaled, isPositive, Costs(classes[i], texts, isPositive, options), options);
        }

        return new TrainedAxis(classes, scales, trained);
    }

    // The smaller side of each question counts more, as far as the options say
    public static List<double> Costs(string name, IReadOnlyList<LabelledText> texts, List<bool> isPositive, TrainingOptions options)
    {
        var weights = texts.Select(text => text.WeightFor(name)).ToList();
        var positive = weights.Where((_, i) => isPositive[i]).Sum();
        var negative = weights.Where((_, i) => !isPositive[i]).Sum();
        if (positive <= 0 || negative <= 0)
            return weights.ConvertAll(weight => weight * options.Cost);

        var half = (positive + negative) / 2;
        var forPositive = Math.Pow(half / positive, options.Balance);
        var forNegative = Math.Pow(half / negative, options.Balance);
        return [.. weights.Select((weight, i) => weight * options.Cost * (isPositive[i] ? forPositive : forNegative))];
    }
}

internal sealed record TrainedAxis(IReadOnlyList<string> Classes, FeatureScales Scales, IReadOnlyList<BinaryWeights> Weights)
{
    public IReadOnlyList<double> Score(TextFeatures text)
    {
        var scaled = Scales.Apply(text);
        return [.. Weights.Select(weights => weights.Score(scaled))];
    }
}
