using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;

namespace ComplaintPlatform.Classification.Training;

/// <summary>Trains a model on every axis. The same examples, rules and request give the same model, bit for bit.</summary>
/// <param name="vectors">What English words mean; null: only what the examples say.</param>
internal sealed class ModelTrainer(RuleMatcher matcher, Taxonomy taxonomy, WordVectors? vectors = null)
{
    private const int JudgingFolds = 5;

    /// <summary>Axes are judged on at most this many texts, so that training a large base set takes minutes, not hours.</summary>
    private const int MostJudged = 20_000;

    public LinearModel Train(IReadOnlyList<Example> examples, TrainingRequest request, IProgress<double>? progress = null,
        CancellationToken ct = default)
    {
        var prepared = examples.Select(example => PreparedExample.Of(example, matcher)).ToList();
        var plans = AxisPlan.All(taxonomy).Select(plan => plan with
        {
            Options = plan.Options with { Seed = request.Seed, Vectors = vectors },
        }).ToList();
        var axes = new List<(TrainedAxis Axis, AxisPlan Plan, AxisFusion Fusion)>();
        var figures = new List<AxisFigures>();
        foreach (var plan in plans)
        {
            ct.ThrowIfCancellationRequested();
            var fusion = Judge(plan, prepared, figures);
            axes.Add((AxisTrainer.Train(plan.Classes, PreparedExample.For(plan, prepared), plan.Options, ct), plan, fusion));
            progress?.Report(axes.Count / (double)plans.Count);
        }

        var card = new ModelCard
        {
            Version = request.Version,
            Date = request.Date,
            Seed = request.Seed,
            Data = [.. ExampleFiles.Describe(examples), .. vectors is null ? [] : new[] { vectors.Source }],
            Figures = figures,
        };
        return Quantizer.ToModel(axes, matcher.Rules.Rules, card);
    }

    private static bool IsJudge(Example example) =>
        example.Source is ExampleFiles.HandLabelled or ExampleFiles.Written or ExampleFiles.Corrections;

    // An axis is judged on what people labelled; sentiment on all texts that have it, because complaints alone are hardly ever pleased
    private AxisFusion Judge(AxisPlan plan, List<PreparedExample> prepared, List<AxisFigures> figures)
    {
        var labelled = prepared.Where(one => plan.Labels(one.Example) is not null).ToList();
        var byHand = plan.Axis == ModelAxes.Sentiment
            ? [.. labelled.Take(MostJudged)]
            : labelled.Where(one => one.Example.Source is ExampleFiles.HandLabelled or ExampleFiles.Corrections).ToList();
        if (byHand.Count == 0)
            byHand = [.. labelled.Where(one => IsJudge(one.Example)).Take(MostJudged)];
        if (byHand.Count < JudgingFolds)
            return AxisFusion.RulesAlone;

        var judges = byHand.ToHashSet(ReferenceEqualityComparer.Instance);
        var validation = new CrossValidation(byHand, [.. labelled.Where(one => !judges.Contains(one))], JudgingFolds);
        var rows = validation.Rows(plan);
        IReadOnlyList<string> classes = plan.IsChoice ? plan.Classes : [.. plan.Classes, "-"];
        figures.Add(FigureMaker.Make(plan.Axis, $"{JudgingFolds}-fold cross-validation", classes, validation.Answers(plan, rows)));

        return FusionFit.Fit(rows);
    }
}

/// <param name="Version">The name under which the model is known.</param>
/// <param name="Date">Given, not read from a clock.</param>
internal sealed record TrainingRequest(string Version, string Date, int Seed = 17);
