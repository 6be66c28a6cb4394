using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;

namespace ComplaintPlatform.Classification.Engine;

/// <param name="TopConfidence">How sure the top level is; the value itself, with what stands below, is less sure.</param>
internal sealed record CategoryDecision(Decision<string> First, Decision<string?> Second, double TopConfidence);

/// <summary>
/// Content category: a hazard found by rule stands; only a rule that says so of itself may be overruled by a model that is next to certain
/// of the opposite. Otherwise rules and model add up.
/// </summary>
internal static class CategoryAxis
{
    private const double HazardConfidence = 0.95;

    /// <summary>A leaf is named from this probability among its siblings on.</summary>
    private const double LeafFrom = 0.34;

    /// <summary>A second category is named from this probability on, or when rules alone speak for it.</summary>
    private const double SecondFrom = 0.2;

    /// <summary>What rules must bring together for that.</summary>
    private const double SecondRules = 1.5;

    /// <summary>A category that the model was never taught is answered "no" until a rule says otherwise.</summary>
    private const double Unheard = -1;

    /// <summary>
    /// What rules count for a category that came later than the model: nothing was learned of their words, so one rule of weight one is as
    /// sure as the model is of a clear text.
    /// </summary>
    private const double AddedRuleScale = 2;

    /// <summary>What is denied is not what the complaint is about; in log-odds of the model.</summary>
    private const double Denied = 1;

    private const int MostNgrams = 3;
    private const int MostOnStack = 64;

    public static CategoryDecision Decide(Reading text, RuleFindings found, ModelScores scores, ITextModel? model, TaxonomyIndex taxonomy)
    {
        var fusion = model?.Fusion(ModelAxes.Category) ?? AxisFusion.RulesAlone;
        var fused = Fuse(found, scores, model, taxonomy.Tops, fusion);
        if (StandingHazard(found, fused, scores) is { } hazard)
        {
            var top = Taxonomy.TopOf(hazard);
            var first = new Decision<string>(found.BestOfBranch(top), text.Confidence(HazardConfidence), Sources.Rule,
                found.BranchEvidence(top));
            return new CategoryDecision(first, Second(text, fused, top, found), first.Confidence);
        }

        if (!scores.Has(ModelAxes.Category) && fused.Best.Rules <= 0)
        {
            var unknown = new Decision<string>(AxisValues.Uncategorised, Reading.UnclearConfidence, Sources.Rule, []);
            return new CategoryDecision(unknown, new Decision<string?>(null, 1, Sources.Rule, []), unknown.Confidence);
        }

        var best = fused.Best.Value;
        IReadOnlyList<Evidence> evidence = [.. found.BranchEvidence(best), .. scores.Explain(ModelAxes.Category, best, MostNgrams)];
        var (leaf, share) = text.IsUnclear && evidence.Count == 0
            ? (AxisValues.Uncategorised, 1) : Leaf(best, found, scores, model, taxonomy);
        var decision = new Decision<string>(leaf, text.Confidence(fused.Best.Probability * share), fused.SourceOfBest, evidence);
        return new CategoryDecision(decision, Second(text, fused, best, found), text.Confidence(fused.Best.Probability));
    }

    public static string? Hazard(RuleFindings found) => found.Overriding(RuleAxis.Category);

    private static string? StandingHazard(RuleFindings found, Fused fused, ModelScores scores)
    {
        if (Hazard(found) is not { } hazard || !scores.Has(ModelAxes.Category) || found.IsIncontestable)
            return Hazard(found);

        return fused.Of(Taxonomy.TopOf(hazard)).Probability < UrgencyAxis.Contradicted ? null : hazard;
    }

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

    // Among siblings only; the top where none stands out
    private static (string Value, double Share) Leaf(string top, RuleFindings found, ModelScores scores, ITextModel? model,
        TaxonomyIndex taxonomy)
    {
        var children = taxonomy.ChildrenOf(top);
        if (children.Count == 0)
            return (top, 1);

        var isLearned = scores.Has(ModelAxes.Subcategory);
        var fusion = isLearned ? model!.Fusion(ModelAxes.Subcategory) : AxisFusion.RulesAlone;
        var rules = new double[children.Count];
        var learned = new double[children.Count];
        for (var i = 0; i < rules.Length; i++)
        {
            rules[i] = found.Score(RuleAxis.Category, children[i]);
            if (isLearned && !scores.TryGet(ModelAxes.Subcategory, children[i], out learned[i]))
                (learned[i], rules[i]) = (Unheard, rules[i] * AddedRuleScale / fusion.RuleScale);
            if (found.IsOnlyDenied(children[i]))
                learned[i] -= Denied;
        }

        var fused = Fused.Of(children, rules, learned, fusion);
        var isNamed = isLearned ? fused.Best.Probability >= LeafFrom : fused.Best.Rules > 0;
        return isNamed ? (fused.Best.Value, fused.Best.Probability) : (top, 1);
    }

    private static Decision<string?> Second(Reading text, Fused fused, string first, RuleFindings found)
    {
        var next = fused.BestBut(first);
        if (next.Probability < SecondFrom)
        {
            foreach (var option in fused.Options)
            {
                if (option.Value != first && found.BranchScore(option.Value) >= SecondRules
                    && found.BranchScore(option.Value) > found.BranchScore(next.Value))
                    next = option;
            }
        }

        var named = !text.IsUnclear && (next.Probability >= SecondFrom || found.BranchScore(next.Value) >= SecondRules);
        return named
            ? new Decision<string?>(found.BestOfBranch(next.Value), text.Confidence(next.Probability), fused.SourceOfBest,
                found.BranchEvidence(next.Value))
            : new Decision<string?>(null, text.Confidence(1 - next.Probability), fused.SourceOfBest, []);
    }
}
