using BenchmarkDotNet.Attributes;
using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Classification.Text;
using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Benchmarks;

/// <summary>
/// Time and bytes for one of the project's example complaints, with the rules and the model that ship; each call takes the next text.
/// </summary>
[MemoryDiagnoser]
public class ClassifyingTexts
{
    private readonly LinearModel _model = DefaultModel.Load();
    private readonly RuleMatcher _rules = new(RuleSet.Default);
    private readonly ClassificationInput[] _inputs =
        [.. ExampleFiles.Shipped().Select(example => new ClassificationInput { Text = example.Text, Now = DateTimeOffset.UnixEpoch })];

    private readonly float[] _scores;
    private readonly ClassificationEngine _engine;
    private int _next;

    public ClassifyingTexts()
    {
        _scores = new float[_model.Layout.Columns];
        _engine = new ClassificationEngine(_rules, Taxonomy.Default, new AxisPolicy(), _model);
    }

    [Benchmark]
    public float NormaliseAndScore()
    {
        _model.Score(TextNormalizer.Normalize(Next().Text), _scores);
        return _scores[0];
    }

    [Benchmark]
    public int NormaliseAndMatchRules() => _rules.Match(TextNormalizer.Normalize(Next().Text), LanguageDetector.Chinese).Count;

    [Benchmark(Baseline = true)]
    public bool ClassifyOnEveryAxis() => _engine.Classify(Next()).NeedsReview;

    private ClassificationInput Next() => _inputs[_next++ % _inputs.Length];
}
