using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;

namespace ComplaintPlatform.Classification.Training;

/// <summary>
/// Trains a new version of a model from corrections: every question starts from what the model answers already and moves only as far as the
/// examples ask (adaptive SVM; Yang, Yan and Hauptmann, 2007), so that a handful of corrections cannot spoil what was learned from much
/// more text. Axes without corrections stay as they are, bit for bit.
/// </summary>
internal sealed class ModelAdaptation(LinearModel start, RuleMatcher matcher, Taxonomy taxonomy)
{
    /// <summary>A class that the model has never heard of is answered "no" until an example says otherwise.</summary>
    private const float Unheard = -1;

    private readonly IReadOnlyList<AxisPlan> _plans = AxisPlan.All(taxonomy);

    /// <param name="step">Called between pieces of work with the share that is done; may rest, and may throw to stop.</param>
    public LinearModel Train(IReadOnlyList<PreparedExample> examples, int seed, Action<double> step)
    {
        var columns = new List<sbyte[]>();
        var axes = new List<ModelAxis>();
        for (var i = 0; i < _plans.Count; i++)
        {
            var plan = _plans[i] with { Options = _plans[i].Options with { Seed = seed } };
            var (known, first) = AxisOf(plan.Axis);
            var done = i;
            if (examples.Any(one => one.Example.Source == ExampleFiles.Corrections && plan.Labels(one.Example) is not null))
                axes.Add(Adapt(plan, known, first, examples, columns, share => step((done + share) / _plans.Count)));
            else
                axes.Add(Keep(known, first, columns));
            step((i + 1.0) / _plans.Count);
        }

        return new LinearModel(new ModelLayout { Axes = axes }, start.Card, Quantizer.Interleave(columns));
    }

    private (ModelAxis Axis, int FirstColumn) AxisOf(string name)
    {
        var first = 0;
        foreach (var axis in start.Layout.Axes)
        {
            if (axis.Name == name)
                return (axis, first);
            first += axis.Classes.Count + 1;
        }

        throw new InvalidOperationException($"The model to start from does not know the axis '{name}'.");
    }

    private ModelAxis Keep(ModelAxis known, int first, List<sbyte[]> columns)
    {
        for (var i = 0; i <= known.Classes.Count; i++)
            columns.Add(start.Column(first + i));

        return known;
    }

    private ModelAxis Adapt(AxisPlan plan, ModelAxis known, int first, IReadOnlyList<PreparedExample> examples, List<sbyte[]> columns,
        Action<double> step)
    {
        var texts = PreparedExample.For(plan, examples);
        var lengths = Lengths(known, first, examples);
        var scales = Array.ConvertAll(lengths, length => MathF.Sqrt(length * known.LengthStep));
        // What is learned of rules stays as it is: a handful of corrections says little about a rule
        var scaled =
            texts.ConvertAll(text => ScaledText.Of(text.Features with { Rules = [] }, bucket => scales[bucket], NgramReader.Buckets));
        var rules = matcher.Rules.Rules.Select(rule => known.Rules?.GetValueOrDefault(rule.Key)).ToList();
        var steps = new List<float>();
        var biases = new List<float>();
        for (var i = 0; i < plan.Classes.Count; i++)
        {
            var at = known.Classes.ToList().IndexOf(plan.Classes[i]);
            var products = at < 0 ? new float[NgramReader.Buckets] : Array.ConvertAll(start.Column(first + at),
                weight => weight * known.Steps[at]);
            var bias = at < 0 ? Unheard : known.Biases[at];
            var answers = texts.Select(text => Answer(text.Features, products, scales) + bias + OfRules(text.Features, rules, at)).ToList();
            var isPositive = texts.ConvertAll(text => text.Labels.Contains(plan.Classes[i]));
            var learned =
                DualCoordinateDescent.Train(scaled, isPositive, AxisTrainer.Costs(plan.Classes[i], texts, isPositive, plan.Options),
                plan.Options, answers);
            for (var bucket = 0; bucket < products.Length; bucket++)
                products[bucket] += learned.Weights[bucket] * scales[bucket];

            var (column, size) = Quantizer.ToColumn(bucket => products[bucket]);
            columns.Add(column);
            steps.Add(size);
            biases.Add(bias + learned.Bias);
            step((i + 1.0) / plan.Classes.Count);
        }

        columns.Add(lengths);
        return new ModelAxis
        {
            Name = plan.Axis,
            Classes = plan.Classes,
            Steps = steps,
            LengthStep = known.LengthStep,
            Biases = biases,
            Fusion = known.Fusion,
            Rules = Arranged(plan, known),
            Added = Added(plan, known),
        };
    }

    private static List<string>? Added(AxisPlan plan, ModelAxis known)
    {
        var added = plan.Classes.Where(name => !known.Classes.Contains(name) || known.Added?.Contains(name) == true).ToList();
        return added.Count > 0 ? added : null;
    }

    // The squared scales; an n-gram that only corrections have is as rare as the rarest
    private sbyte[] Lengths(ModelAxis known, int first, IReadOnlyList<PreparedExample> examples)
    {
        var lengths = start.Column(first + known.Classes.Count);
        var rarest = Math.Max((sbyte)1, lengths.Max());
        foreach (var bucket in examples.Where(one => one.Example.Source == ExampleFiles.Corrections)
            .SelectMany(one => one.Features.Buckets))
        {
            if (lengths[bucket] == 0)
                lengths[bucket] = rarest;
        }

        return lengths;
    }

    private static float OfRules(TextFeatures text, List<IReadOnlyList<float>?> rules, int at) =>
        at < 0 ? 0 : text.Rules.Sum(place => rules[place]?[at] ?? 0);

    // By the classes of the plan; of a new class nothing is known
    private static Dictionary<string, IReadOnlyList<float>>? Arranged(AxisPlan plan, ModelAxis known)
    {
        var places = plan.Classes.Select(name => known.Classes.ToList().IndexOf(name)).ToList();
        return known.Rules?.ToDictionary(
            pair => pair.Key, IReadOnlyList<float> (pair) =>
            [.. places.Select(place => place < 0 ? 0 : pair.Value[place])], StringComparer.Ordinal);
    }

    private static float Answer(TextFeatures text, float[] products, float[] scales)
    {
        var sum = 0f;
        foreach (var bucket in text.Buckets)
            sum += products[bucket];

        return sum * Norm(text, scales);
    }

    private static float Norm(TextFeatures text, float[] scales)
    {
        var squares = 0f;
        foreach (var bucket in text.Buckets.Concat(text.LeftOut))
            squares += scales[bucket] * scales[bucket];

        return squares > 0 ? 1 / MathF.Sqrt(squares) : 0;
    }
}
