using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Training;

/// <summary>An example, normalised and read as n-grams once for all axes and folds.</summary>
internal sealed record PreparedExample(Example Example, string Text, TextFeatures Features)
{
    public static PreparedExample Of(Example example)
    {
        var text = TextNormalizer.Normalize(example.Text);
        return new PreparedExample(example, text, TextFeatures.Of(text));
    }

    public RuleFindings Findings(RuleMatcher matcher) => new(Text, matcher.Match(Text, LanguageDetector.Detect(Text)), []);

    /// <summary>The texts that say something about an axis.</summary>
    public static List<LabelledText> For(AxisPlan plan, IEnumerable<PreparedExample> examples) =>
    [
        .. examples.Select(one => (one, labels: plan.Labels(one.Example))).Where(pair => pair.labels is not null)
            .Select(pair => new LabelledText(pair.one.Features, pair.labels!, AxisPlan.WeightOf(pair.one.Example, plan.Axis), plan.Teaches(pair.one.Example))),
    ];
}
