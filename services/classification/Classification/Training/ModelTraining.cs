using System.Diagnostics;
using System.Globalization;
using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Training;

/// <summary>
/// The trainer's command line: <c>train --data DIR --out FILE</c> makes the default model; <c>evaluate --data DIR</c> prints the figures of
/// rules and model by cross-validation and sentiment of the trainer alone; <c>speed</c> prints texts per second on one core; <c>slowdown</c> how much
/// a training beside it costs.
/// </summary>
public static class ModelTraining
{
    private const string Usage = "train --data DIR --out FILE [--version NAME] [--date YYYY-MM-DD] [--seed N]\nevaluate --data DIR [--errors]\nspeed\nslowdown";

    public static int Run(string[] args) => args.FirstOrDefault() switch
    {
        "train" when Option(args, "--data") is { } data && Option(args, "--out") is { } file => Train(args, data, file),
        "speed" => SpeedMeasure.Run(),
        "slowdown" => SlowdownMeasure.Run(),
        "evaluate" when Option(args, "--data") is { } data => Evaluate(data, args.Contains("--errors")),
        _ => Explain(),
    };

    private static int Train(string[] args, string data, string file)
    {
        var watch = Stopwatch.StartNew();
        var seed = int.Parse(Option(args, "--seed") ?? "17", CultureInfo.InvariantCulture);
        var request = new TrainingRequest(Option(args, "--version") ?? "default-1", Option(args, "--date") ?? "2026-01-01", seed);
        var trainer = new ModelTrainer(new RuleMatcher(RuleSet.Default), Taxonomy.Default);
        List<Example> examples = [.. ExampleFiles.Shipped(), .. Labelled(data, "zh"), .. Labelled(data, "en"), .. ExampleFiles.Unlabelled(data)];
        var model = trainer.Train(examples, request, new ConsoleProgress());
        var bytes = ModelFile.Write(model);
        File.WriteAllBytes(file, bytes);
        Console.WriteLine(FormattableString.Invariant($"{file}: {bytes.Length:N0} bytes, {examples.Count:N0} texts, {watch.Elapsed.TotalSeconds:F0} s"));
        foreach (var figures in model.Card.Figures)
            FigurePrinter.Print(figures);

        return 0;
    }

    private static int Evaluate(string data, bool errors)
    {
        var matcher = new RuleMatcher(RuleSet.Default);
        var weak = new WeakLabels(matcher, Taxonomy.Default);
        var others = ExampleFiles.Shipped().Concat(ExampleFiles.Unlabelled(data).Select(weak.Label)).Select(PreparedExample.Of).ToList();
        foreach (var language in (string[])[LanguageDetector.Chinese, LanguageDetector.English])
        {
            var own = Labelled(data, language).Select(PreparedExample.Of).ToList();
            var foreign = Labelled(data, language == LanguageDetector.Chinese ? LanguageDetector.English : LanguageDetector.Chinese).Select(PreparedExample.Of);
            var validation = new CrossValidation(matcher, own, [.. others, .. foreign]);
            foreach (var plan in (AxisPlan[])[AxisPlan.Category(Taxonomy.Default), AxisPlan.Urgency])
            {
                var rows = validation.Rows(plan);
                var answers = validation.Answers(plan, rows);
                var figures = FigureMaker.Make(plan.Axis, $"complaint_category_{language}_dev, 10-fold", plan.Classes, answers);
                FigurePrinter.Print(figures);
                FigurePrinter.PrintConfusion(figures);
                Console.WriteLine($"  fusion {FusionFit.Fit(rows)}");
                if (errors)
                    FigurePrinter.PrintErrors(own, answers);
            }
        }

        UrgencyCalibration.Print(matcher, others);
        List<PreparedExample> everything = [.. others, .. Labelled(data, LanguageDetector.Chinese).Concat(Labelled(data, LanguageDetector.English)).Select(PreparedExample.Of)];
        foreach (var plan in (AxisPlan[])[AxisPlan.Category(Taxonomy.Default), AxisPlan.Urgency, AxisPlan.Sentiment])
            QuantisationLoss.Print(plan, everything);

        var engine = new ClassificationEngine(matcher, Taxonomy.Default, new AxisPolicy(), DefaultModel.Load());
        foreach (var file in (string[])["zh_sentiment_online_shopping.tsv", "zh_sentiment_waimai.tsv"])
        {
            var path = Path.Combine(data, "measure-only", file);
            FalseAlarms.Print(engine, path);
            SentimentEvaluation.Print(path, AxisPlan.Sentiment.Options);
            SentimentEvaluation.Print(path, AxisPlan.Sentiment.Options with { Bits = 22, Cost = 0.5 });
        }

        return 0;
    }

    // Shuffled by the seed, because the files are sorted by source
    private static IEnumerable<Example> Labelled(string data, string language)
    {
        var examples = ExampleFiles.Labelled(data, language).ToArray();
        new Random(17).Shuffle(examples);
        return examples;
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
