using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Classification.Text;
using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Classification.Trainer;

/// <summary>
/// Short texts per second of processor time of one core, so that a busy machine does not count, and bytes allocated for each: the model
/// alone, rules alone, and the whole engine.
/// </summary>
internal static class SpeedMeasure
{
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(3);

    public static int Run()
    {
        var model = DefaultModel.Load();
        var matcher = new RuleMatcher(RuleSet.Default);
        var engine = new ClassificationEngine(matcher, Taxonomy.Default, new AxisPolicy(), model);
        var texts = ExampleFiles.Shipped().Select(example => example.Text).ToArray();
        var scores = new float[model.Layout.Columns];
        var length = texts.Average(text => text.Length);
        Console.WriteLine(FormattableString.Invariant(
            $"{texts.Length} texts, {length:F0} characters on average, {matcher.PatternCount} patterns"));
        Measure("normalise and score", texts, text => model.Score(TextNormalizer.Normalize(text), scores));
        Measure("normalise and match rules", texts, text => matcher.Match(TextNormalizer.Normalize(text), LanguageDetector.Chinese));
        Measure("classify on every axis", texts,
            text => engine.Classify(new ClassificationInput { Text = text, Now = DateTimeOffset.UnixEpoch }));
        return 0;
    }

    private static void Measure(string name, string[] texts, Action<string> act)
    {
        Loop(texts, act, Warmup);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var (count, elapsed) = Loop(texts, act, Measured);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Console.WriteLine(FormattableString.Invariant(
            $"{name,-28} {count / elapsed.TotalSeconds,10:N0} texts/s  {allocated / count,8:N0} bytes/text"));
    }

    private static (long Count, TimeSpan Elapsed) Loop(string[] texts, Action<string> act, TimeSpan least)
    {
        var start = Environment.CpuUsage.TotalTime;
        var count = 0L;
        while (Environment.CpuUsage.TotalTime - start < least)
        {
            foreach (var text in texts)
                act(text);

            count += texts.Length;
        }

        return (count, Environment.CpuUsage.TotalTime - start);
    }
}
