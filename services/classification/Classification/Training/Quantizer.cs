using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Training;

/// <summary>Brings trained weights to 8 bits a piece, each column with its own step.</summary>
internal static class Quantizer
{
    private const float Largest = 127;

    /// <summary>The step is set by this share of the weights; the few beyond are cut off.</summary>
    private const double Kept = 0.9995;

    /// <param name="rules">In the order in which they were trained with.</param>
    public static LinearModel ToModel(IReadOnlyList<(TrainedAxis Axis, AxisPlan Plan, AxisFusion Fusion)> trained,
        IReadOnlyList<Rule> rules, ModelCard card)
    {
        var columns = new List<sbyte[]>();
        var axes = new List<ModelAxis>();
        foreach (var (axis, plan, fusion) in trained)
        {
            var steps = new List<float>();
            foreach (var weights in axis.Weights)
            {
                var (column, step) = ToColumn(bucket => axis.Scales.WeightOf(bucket, weights));
                columns.Add(column);
                steps.Add(step);
            }

            var (lengths, lengthStep) = ToColumn(bucket => axis.Scales[bucket] * axis.Scales[bucket]);
            columns.Add(lengths);
            axes.Add(new ModelAxis
            {
                Name = plan.Axis,
                Classes = plan.Classes,
                Steps = steps,
                LengthStep = lengthStep,
                Biases = [.. axis.Weights.Select(one => one.Bias)],
                Fusion = fusion,
                Rules = RuleWeights(axis, rules),
            });
        }

        return new LinearModel(new ModelLayout { Axes = axes }, card, Interleave(columns));
    }

    // Rules that were never met are known too: what was learned of them is nothing
    private static Dictionary<string, IReadOnlyList<float>> RuleWeights(TrainedAxis axis, IReadOnlyList<Rule> rules)
    {
        var weights = new Dictionary<string, IReadOnlyList<float>>(StringComparer.Ordinal);
        foreach (var (place, rule) in rules.Index())
        {
            weights[rule.Key] =
            [
                .. axis.Weights.Select(one => MathF.Round(one.Weights[NgramReader.Buckets + place] * ScaledText.RuleValue, 3)),
            ];
        }

        return weights;
    }

    public static (sbyte[] Column, float Step) ToColumn(Func<int, float> weightOf)
    {
        var weights = new float[NgramReader.Buckets];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = weightOf(i);

        var sizes = weights.Where(weight => weight != 0).Select(Math.Abs).Order().ToArray();
        if (sizes.Length == 0)
            return (new sbyte[weights.Length], 1);

        var step = sizes[(int)((sizes.Length - 1) * Kept)] / Largest;
        return ([.. weights.Select(weight => (sbyte)Math.Clamp(MathF.Round(weight / step), -Largest, Largest))], step);
    }

    public static sbyte[] Interleave(List<sbyte[]> columns)
    {
        var stride = LinearModel.Stride(columns.Count);
        var weights = new sbyte[NgramReader.Buckets * stride];
        for (var column = 0; column < columns.Count; column++)
        {
            for (var bucket = 0; bucket < NgramReader.Buckets; bucket++)
                weights[(bucket * stride) + column] = columns[column][bucket];
        }

        return weights;
    }
}
