using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Training;

/// <summary>An example, normalised, matched with the rules and read as n-grams once for all axes and folds.</summary>
internal sealed record PreparedExample(Example Example, string Text, RuleFindings Findings, TextFeatures Features)
{
    public static PreparedExample Of(Example example, RuleMatcher matcher)
    {
        var text = TextNormalizer.Normalize(example.Text);
        var hits = new List<RuleHit>();
        var denied = new List<TextSpan>();
        matcher.Match(text, LanguageDetector.Detect(text), hits, denied);
        var found = new RuleFindings(text, hits, [], denied);
        int[] rules = [.. found.Rules.Select(matcher.PlaceOf).Order()];
        return new PreparedExample(example, text, found, TextFeatures.Of(text, denied, rules));
    }

    /// <summary>The texts that say something about an axis.</summary>
    public static List<LabelledText> For(AxisPlan plan, IEnumerable<PreparedExample> examples) =>
    [
        .. examples.Select(one => (one, labels: plan.Labels(one.Example))).Where(pair => pair.labels is not null)
            .Select(pair => new LabelledText(pair.one.Features, pair.labels!, AxisPlan.WeightOf(pair.one.Example, plan.Axis),
                plan.Teaches(pair.one.Example))),
    ];
}
