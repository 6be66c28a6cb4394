using System.Diagnostics;
using System.Globalization;
using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Classification.Text;
using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Classification.Trainer;

/// <summary>
/// The command line: <c>train</c> makes the model that ships; <c>evaluate</c> prints the figures of rules and model by cross-validation, by
/// language and stratum; <c>reviews</c> judges the model that ships on reviews that may not be trained on; <c>speed</c> prints texts per
/// second on one core; <c>slowdown</c> how much a training beside it costs.
/// </summary>
internal static class TrainerCommands
{
    private const string Usage =
        """
        train --data DIR --out FILE [--version NAME] [--date YYYY-MM-DD] [--seed N]
        evaluate --data DIR [--axis NAME] [--errors AXIS]
        reviews --data DIR
        speed
        slowdown
        """;

    public static int Run(string[] args) => args.FirstOrDefault() switch
    {
        "train" when Option(args, "--data") is { } data && Option(args, "--out") is { } file => Train(args, new DataFolder(data), file),
        "evaluate" when Option(args, "--data") is { } data => Evaluate(new DataFolder(data), Option(args, "--axis"), Option(args, "--errors")),
        "reviews" when Option(args, "--data") is { } data => JudgeReviews(new DataFolder(data)),
        "speed" => SpeedMeasure.Run(),
        "slowdown" => SlowdownMeasure.Run(),
        _ => Explain(),
    };

    private static int Train(string[] args, DataFolder data, string file)
    {
        var watch = Stopwatch.StartNew();
        var seed = int.Parse(Option(args, "--seed") ?? "17", CultureInfo.InvariantCulture);
        var request = new TrainingRequest(Option(args, "--version") ?? "default-2", Option(args, "--date") ?? "2026-11-29", seed);
        var trainer = new ModelTrainer(new RuleMatcher(RuleSet.Default), Taxonomy.Default, EnglishVectors.Read());
        var examples = data.Everything();
        var model = trainer.Train(examples, request, new ConsoleProgress());
        var bytes = ModelFile.Write(model);
        File.WriteAllBytes(file, bytes);
        Console.WriteLine(FormattableString.Invariant(
            $"{file}: {bytes.Length:N0} bytes, {examples.Count:N0} texts, {watch.Elapsed.TotalSeconds:F0} s"));
        foreach (var figures in model.Card.Figures)
            FigurePrinter.Print(figures);

        return 0;
    }

    // By language and stratum: what was drawn at random is the natural mix
    private static int Evaluate(DataFolder data, string? axis, string? errorsOf)
    {
        const int Folds = 5;
        var matcher = new RuleMatcher(RuleSet.Default);
        var prepared = data.Everything().Select(example => PreparedExample.Of(example, matcher)).ToList();
        var byHand = prepared.Where(one => one.Example.Source == ExampleFiles.HandLabelled).ToList();
        var others = prepared.Where(one => one.Example.Source != ExampleFiles.HandLabelled).ToList();
        foreach (var plan in AxisPlan.All(Taxonomy.Default).Where(plan => axis is null || plan.Axis == axis).Select(EnglishVectors.With))
        {
            var judged = byHand.Where(one => plan.Labels(one.Example) is not null).ToList();
            var validation = new CrossValidation(judged, others, Folds);
            var rows = validation.Rows(plan);
            var answers = validation.Answers(plan, rows);
            var perText = answers.Count / judged.Count;
            Console.WriteLine($"{plan.Axis}: {FusionFit.Fit(rows)}");
            foreach (var language in (string[])[LanguageDetector.Chinese, LanguageDetector.English])
            {
                Show(language, _ => true);
                Show($"{language} random", example => example.Stratum == "random");
                Show($"{language} first round", example => example.Severity is null);

                void Show(string name, Func<Example, bool> isMeant)
                {
                    var some = answers.Where((_, i) => judged[i / perText].Example is var one && one.Language == language && isMeant(one))
                        .ToList();
                    if (some.Count > 0)
                        FigurePrinter.Print(FigureMaker.Make(plan.Axis, name, plan.IsChoice ? plan.Classes : [.. plan.Classes, "-"], some));
                }
            }

            if (errorsOf == plan.Axis)
                FigurePrinter.PrintErrors(judged, answers);
        }

        if (axis is not null)
            return 0;

        UrgencyCalibration.Print(others);
        foreach (var plan in (AxisPlan[])[AxisPlan.Category(Taxonomy.Default), AxisPlan.Urgency, AxisPlan.Sentiment])
            QuantisationLoss.Print(EnglishVectors.With(plan), prepared, matcher.Rules.Rules);

        return 0;
    }

    private static int JudgeReviews(DataFolder data)
    {
        var engine = new ClassificationEngine(new RuleMatcher(RuleSet.Default), Taxonomy.Default, new AxisPolicy(), DefaultModel.Load());
        foreach (var file in (string[])["zh_sentiment_online_shopping.tsv", "zh_sentiment_waimai.tsv"])
        {
            var path = data.MeasureOnly(file);
            ReviewJudgement.Print(engine, path);
            SentimentEvaluation.Print(path, AxisPlan.Sentiment.Options);
        }

        return 0;
    }

    private static string? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }

    private static int Explain()
    {
        Console.Error.WriteLine(Usage);
        return 2;
    }

    private sealed class ConsoleProgress : IProgress<double>
    {
        public void Report(double value) => Console.WriteLine(FormattableString.Invariant($"{value:P0}"));
    }
}
