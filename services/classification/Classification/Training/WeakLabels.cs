using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Training;

/// <summary>
/// Labels unlabelled complaints by the rules where these are sure, so that the model learns the words around the keywords and speaks where
/// no rule does.
/// </summary>
internal sealed class WeakLabels(RuleMatcher matcher, Taxonomy taxonomy)
{
    private const double SureScore = 2;
    private const double SureMargin = 1;

    public Example Label(Example example)
    {
        var text = TextNormalizer.Normalize(example.Text);
        var found = new RuleFindings(text, matcher.Match(text, LanguageDetector.Detect(text)), []);
        if (example.Category is not null)
            return example;
        // Praise is never urgent; without it the model would take any long story for an emergency
        if (example.Sentiment == "pos")
            return example with { IsNotUrgent = true };

        var urgency = example.Sentiment == "neg" ? SureUrgency(found) : null;
        return example with
        {
            Category = example.Sentiment == "neg" ? SureCategory(found) : null,
            Emotion = example.Emotion ?? Sure(AxisValues.Emotions, value => found.Score(RuleAxis.Emotion, value)),
            Urgency = urgency,
            IsNotUrgent = example.Sentiment == "neg" && urgency is null,
        };
    }

    private string? SureCategory(RuleFindings found)
    {
        var hazard = CategoryAxis.Hazard(found);
        var top = hazard is null ? Sure([.. taxonomy.Categories.Select(category => category.Code)], found.BranchScore) : Taxonomy.TopOf(hazard);
        return top is null ? null : found.BestOfBranch(top);
    }

    private static string? SureUrgency(RuleFindings found) =>
        found.Urgent.Count > 0 ? AxisValues.Urgent : Sure(AxisValues.Urgencies, value => found.Score(RuleAxis.Urgency, value));

    private static string? Sure(IReadOnlyList<string> values, Func<string, double> score)
    {
        var ranked = values.Select(value => (Value: value, Score: score(value))).OrderByDescending(one => one.Score).ToList();
        return ranked[0].Score >= SureScore && ranked[0].Score - ranked[1].Score >= SureMargin ? ranked[0].Value : null;
    }
}
