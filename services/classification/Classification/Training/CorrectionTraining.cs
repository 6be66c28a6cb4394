using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;

namespace ComplaintPlatform.Classification.Training;

/// <param name="Active">The part of the active model that has not seen the texts held out, to compare with.</param>
internal sealed record TrainingMaterial(LinearModel Start, LinearModel Active, IReadOnlyList<Example> Corrections, RuleMatcher Rules,
    Taxonomy Taxonomy, AxisPolicy Policy);

/// <param name="Model">Learned from everything; the one to activate.</param>
/// <param name="Judged">Learned without the texts held out; the one that the figures are about.</param>
internal sealed record TrainingOutcome(LinearModel Model, LinearModel Judged, EvaluationReport Evaluation);

/// <param name="Axes">By axis and by the texts judged on: corrections that the model has not seen, and examples that it has.</param>
internal sealed record EvaluationReport(IReadOnlyList<AxisFigures> Axes, ComparedModel? ComparedWith);

/// <summary>The model that was active at the time, measured on the same texts.</summary>
internal sealed record ComparedModel(string Version, IReadOnlyList<AxisFigures> Axes);

/// <summary>
/// Trains from the base examples and what agents corrected, and measures what it was worth. A correction is a text that some model got
/// wrong, so that figures on corrections are lower than on all complaints; they compare models. The base examples show whether anything was
/// forgotten: the default model has seen them, so nothing of theirs is called held out.
/// </summary>
internal static class CorrectionTraining
{
    public const string HeldOutCorrections = $"{ExampleFiles.Corrections}, held out";

    /// <summary>
    /// The model that ships, from which every training starts, has seen them all: they say what was forgotten, and nothing else.
    /// </summary>
    public const string SeenExamples = $"{ExampleFiles.Written}, seen by the model that ships: forgetting only";

    // Of the whole work: learning twice, judging twice
    private const double LearningShare = 0.4;

    public static TrainingOutcome Run(TrainingMaterial material, TrainingRequest request, Action<double> step)
    {
        var examples = ExampleFiles.Shipped().Concat(material.Corrections).Select(example => PreparedExample.Of(example, material.Rules))
            .ToList();
        var heldOut = examples.ToLookup(one => HeldOut.Includes(one.Text));
        var adaptation = new ModelAdaptation(material.Start, material.Rules, material.Taxonomy);
        var judged = adaptation.Train([.. heldOut[false]], request.Seed, share => step(share * LearningShare));
        var model = adaptation.Train(examples, request.Seed, share => step((1 + share) * LearningShare));

        var texts = heldOut[true].Select(one => one.Example).ToList();
        const double Judging = (1 - (2 * LearningShare)) / 2;
        var figures = Judge(material, judged, texts, request.Seed, share => step((2 * LearningShare) + (share * Judging)));
        var compared = Judge(material, material.Active, texts, request.Seed, share => step((2 * LearningShare) + ((1 + share) * Judging)));
        var card = new ModelCard
        {
            Version = request.Version,
            Date = request.Date,
            Seed = request.Seed,
            Data = [.. material.Start.Card.Data, .. ExampleFiles.Describe(material.Corrections)],
            Figures = figures,
        };
        return new TrainingOutcome(model.With(card), judged.With(card),
            new EvaluationReport(figures, new ComparedModel(material.Active.Version, compared)));
    }

    private static List<AxisFigures> Judge(TrainingMaterial material, LinearModel model, List<Example> texts, int seed, Action<double> step)
    {
        var engine = new ClassificationEngine(material.Rules, material.Taxonomy, material.Policy, model);
        var corrections = texts.Where(text => text.Source == ExampleFiles.Corrections).ToList();
        var written = texts.Where(text => text.Source == ExampleFiles.Written).ToList();
        return
        [
            .. ModelEvaluation.Judge(engine, HeldOutCorrections, corrections, seed, share => step(share / 2)),
            .. ModelEvaluation.Judge(engine, SeenExamples, written, seed, share => step((1 + share) / 2)),
        ];
    }
}
