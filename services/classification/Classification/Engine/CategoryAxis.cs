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

    /// <summary>A category that the model was never taught is answered "no" until a rule says otherwise.</summary>
    private const double Unheard = -1;

    /// <summary>
    /// What rules count for a category that came later than the model: nothing was learned of their words, so one rule of weight one is as sure as the
    /// model is of a clear text.
    /// </summary>
    private const double AddedRuleScale = 2;

    private const int MostNgrams = 3;
    private const int MostOnStack = 64;

    public static CategoryDecision Decide(Reading text, RuleFindings found, ModelScores scores, ITextModel? model, TaxonomyIndex taxonomy)
    {
        var fusion = model?.Fusion(ModelAxes.Category) ?? AxisFusion.RulesAlone;
        var fused = Fuse(found, scores, model, taxonomy.Tops, fusion);
        if (Hazard(found) is { } hazard)
        {
            var top = Taxonomy.TopOf(hazard);
            var first = new Decision<string>(found.BestOfBranch(top), text.Confidence(HazardConfidence), Sources.Rule, found.BranchEvidence(top));
            return new CategoryDecision(first, Second(text, fused, top, found));
        }

        if (!scores.Has(ModelAxes.Category) && fused.Best.Rules <= 0)
        {
            var unknown = new Decision<string>(AxisValues.Uncategorised, Reading.UnclearConfidence, Sources.Rule, []);
            return new CategoryDecision(unknown, new Decision<string?>(null, 1, Sources.Rule, []));
        }

        var best = fused.Best.Value;
        IReadOnlyList<Evidence> evidence = [.. found.BranchEvidence(best), .. scores.Explain(ModelAxes.Category, best, MostNgrams)];
        var value = text.IsUnclear && evidence.Count == 0 ? AxisValues.Uncategorised : Subcategory(best, found, scores, taxonomy);
        var decision = new Decision<string>(value, text.Confidence(fused.Best.Probability), fused.SourceOfBest, evidence);
        return new CategoryDecision(decision, Second(text, fused, best, found));
    }

    public static string? Hazard(RuleFindings found) => found.Overriding(RuleAxis.Category);

    private static Fused Fuse(RuleFindings found, ModelScores scores, ITextModel? model, IReadOnlyList<string> tops, AxisFusion fusion)
    {
        var rules = tops.Count <= MostOnStack ? stackalloc double[tops.Count] : new double[tops.Count];
        var learned = tops.Count <= MostOnStack ? stackalloc double[tops.Count] : new double[tops.Count];
        for (var i = 0; i < tops.Count; i++)
        {
            rules[i] = found.BranchScore(tops[i]);
            var isKnown = scores.TryGet(ModelAxes.Category, tops[i], out learned[i]);
            if (!scores.Has(ModelAxes.Category))
                continue;
            if (!isKnown)
                learned[i] = Unheard;
            if (!isKnown || model?.IsAdded(ModelAxes.Category, tops[i]) == true)
                rules[i] *= AddedRuleScale / fusion.RuleScale;
        }

        return Fused.Of(tops, rules, learned, fusion);
    }

    // Rules and model speak for the branch's children in the same unit
    private static string Subcategory(string top, RuleFindings found, ModelScores scores, TaxonomyIndex taxonomy)
    {
        var (best, highest) = (top, 0.0);
        foreach (var child in taxonomy.ChildrenOf(top))
        {
            var score = found.Score(RuleAxis.Category, child) + scores[ModelAxes.Subcategory, child];
            if (score > highest)
                (best, highest) = (child, score);
        }

        return best;
    }

    private static Decision<string?> Second(Reading text, Fused fused, string first, RuleFindings found)
    {
        var next = fused.BestBut(first);
        var named = !text.IsUnclear && (next.Probability >= SecondFrom || next.Rules > 2);
        return named
            ? new Decision<string?>(found.BestOfBranch(next.Value), text.Confidence(next.Probability), fused.SourceOfBest, found.BranchEvidence(next.Value))
            : new Decision<string?>(null, text.Confidence(1 - next.Probability), fused.SourceOfBest, []);
    }
}
