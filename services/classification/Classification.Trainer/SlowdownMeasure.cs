using System.Diagnostics;
using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.ModelVersions;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Classification.Trainer;

/// <summary>
/// How much slower texts are classified while a model is trained from corrections beside it, as the service does it: before, meanwhile and
/// after in one run, by the clock. On one core (<c>taskset -c 0</c>) this is the worst case.
/// </summary>
internal static class SlowdownMeasure
{
    private const int Corrections = 500;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(4);

    public static int Run()
    {
        var model = DefaultModel.Load();
        var matcher = new RuleMatcher(RuleSet.Default);
        var engine = new ClassificationEngine(matcher, Taxonomy.Default, new AxisPolicy(), model);
        var texts = ExampleFiles.Shipped().ToArray();
        var corrections = texts.Take(Corrections).Select(text => text with { Source = ExampleFiles.Corrections }).ToList();
        var material = new TrainingMaterial(model, model, corrections, matcher, Taxonomy.Default, new AxisPolicy());

        Measure(engine, texts, () => true);
        var before = Measure(engine, texts, () => true);
        var settings = new TrainingSettings();
        var pace = new TrainingPace(settings.RestShare, CancellationToken.None);
        var started = Stopwatch.GetTimestamp();
        var training =
            TrainingPace.RunAside(() => CorrectionTraining.Run(material, new TrainingRequest("measured", "2026-01-01"), pace.Step),
            settings.Niceness);
        var meanwhile = Measure(engine, texts, () => !training.IsCompleted);
        var reached = pace.Done;
        training.GetAwaiter().GetResult();
        var took = Stopwatch.GetElapsedTime(started);
        var after = Measure(engine, texts, () => true);

        var alone = (before + after) / 2;
        Console.WriteLine(FormattableString.Invariant(
            $"classify alone {alone:N0} texts/s ({before:N0}, {after:N0}), while training {meanwhile:N0}: {meanwhile / alone:F3}"));
        Console.WriteLine(FormattableString.Invariant($"the training reached {reached:P0} in that time and took {took.TotalSeconds:F1} s"));
        return 0;
    }

    private static double Measure(ClassificationEngine engine, Example[] texts, Func<bool> goesOn)
    {
        var started = Stopwatch.GetTimestamp();
        var count = 0;
        while (Stopwatch.GetElapsedTime(started) < Window && goesOn())
            engine.Classify(new ClassificationInput { Text = texts[count++ % texts.Length].Text, Now = DateTimeOffset.UnixEpoch });

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
