using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;

namespace ComplaintPlatform.Classification.Engine;

internal sealed record CategoryDecision(Decision<string> First, Decision<string?> Second);

/// <summary>Content category: a hazard found by rule stands whatever the model says; otherwise rules and model add up.</summary>
internal static class CategoryAxis
{
    private const double HazardConfidence = 0.95;

    /// <summary>A second category is named from this probability on, or when rules alone speak for it.</summary>
    private const double SecondFrom = 0.2;

    private const int MostNgrams = 3;

    public static CategoryDecision Decide(Reading text, RuleFindings found, ModelScores scores, ITextModel? model, Taxonomy taxonomy)
    {
        var fusion = model?.Fusion(ModelAxes.Category) ?? AxisFusion.RulesAlone;
        var tops = taxonomy.Categories.Select(category => category.Code).ToList();
        var fused = Fused.Of(tops, found.BranchScore, value => scores[ModelAxes.Category, value], fusion);

        if (Hazard(found) is { } hazard)
        {
            var top = Taxonomy.TopOf(hazard);
            var first = new Decision<string>(found.BestOfBranch(top), text.Confidence(HazardConfidence), Sources.Rule, found.BranchEvidence(top));
            return new CategoryDecision(first, Second(text, fused, top, found));
        }

        if (scores.Axes.Count == 0 && fused.Best.Rules <= 0)
        {
            var unknown = new Decision<string>(AxisValues.Uncategorised, Reading.UnclearConfidence, Sources.Rule, []);
            return new CategoryDecision(unknown, new Decision<string?>(null, 1, Sources.Rule, []));
        }

        var best = fused.Best.Value;
        var evidence = found.BranchEvidence(best).Concat(model?.Explain(text.Text, ModelAxes.Category, best, MostNgrams) ?? []).ToList();
        var value = text.IsUnclear && evidence.Count == 0 ? AxisValues.Uncategorised : Subcategory(best, found, scores, taxonomy);
        var decision = new Decision<string>(value, text.Confidence(fused.Best.Probability), fused.SourceOfBest, evidence);
        return new CategoryDecision(decision, Second(text, fused, best, found));
    }

    public static string? Hazard(RuleFindings found) =>
        found.Values(RuleAxis.Category).FirstOrDefault(value => found.IsOverridden(RuleAxis.Category, value));

    // Rules and model speak for the branch's children in the same unit
    private static string Subcategory(string top, RuleFindings found, ModelScores scores, Taxonomy taxonomy)
    {
        var children = taxonomy.Categories.First(category => category.Code == top).Children.Select(child => $"{top}/{child.Code}");
        var (value, score) = children
            .Select(child => (Value: child, Score: found.Score(RuleAxis.Category, child) + scores[ModelAxes.Subcategory, child]))
            .OrderByDescending(child => child.Score).ThenBy(child => child.Value, StringComparer.Ordinal)
            .FirstOrDefault((top, 0));
        return score > 0 ? value : top;
    }

    private static Decision<string?> Second(Reading text, Fused fused, string first, RuleFindings found)
    {
        var next = fused.Options.First(option => option.Value != first);
        var named = !text.IsUnclear && (next.Probability >= SecondFrom || next.Rules > 2);
        return named
            ? new Decision<string?>(found.BestOfBranch(next.Value), text.Confidence(next.Probability), fused.SourceOfBest, found.BranchEvidence(next.Value))
            : new Decision<string?>(null, text.Confidence(1 - next.Probability), fused.SourceOfBest, []);
    }
}
