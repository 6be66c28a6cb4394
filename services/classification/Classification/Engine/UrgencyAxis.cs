using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Engine;

/// <summary>
/// Urgency: recall first. A hazard, a threat or a serious failure found by rule is urgent; only a rule that says so of itself may be
/// overruled by a model that is next to certain of the opposite.
/// </summary>
internal static class UrgencyAxis
{
    /// <summary>A rule that decides alone is overruled below this probability: one in fifty.</summary>
    public const double Contradicted = 0.02;

    private const double RuleConfidence = 0.9;

    /// <summary>What stands around a hazard that was denied is no alarm of its own; in log-odds of the model.</summary>
    private const double Denied = 1;

    private const int MostNgrams = 3;

    public static Decision<string> Decide(Reading text, RuleFindings found, ModelScores scores, ITextModel? model, UrgencyPolicy policy)
    {
        var fusion = model?.Fusion(ModelAxes.Urgency) ?? AxisFusion.RulesAlone;
        Span<double> rules = stackalloc double[AxisValues.Urgencies.Count];
        Span<double> learned = stackalloc double[AxisValues.Urgencies.Count];
        for (var i = 0; i < rules.Length; i++)
        {
            rules[i] = found.Score(RuleAxis.Urgency, AxisValues.Urgencies[i]);
            if (!scores.TryGet(ModelAxes.Urgency, AxisValues.Urgencies[i], out learned[i]))
                learned[i] = Prior(AxisValues.Urgencies[i]);
            if (AxisValues.Urgencies[i] == AxisValues.Urgent && found.HasDeniedHazard && !IsUrgentByRule(found))
                learned[i] -= Denied;
        }

        var fused = Fused.Of(AxisValues.Urgencies, rules, learned, fusion);
        var urgent = fused.Of(AxisValues.Urgent);
        var mayStand = !scores.Has(ModelAxes.Urgency) || found.IsIncontestable || urgent.Probability >= Contradicted;
        if (IsUrgentByRule(found) && mayStand)
            return new Decision<string>(AxisValues.Urgent, text.Confidence(RuleConfidence), Sources.Rule, found.Urgent);

        // Rules alone know no shades: without a model only what they name is urgent
        var isUrgent = scores.Has(ModelAxes.Urgency) && urgent.Probability * policy.MissedCost >= fused.Best.Probability;
        var (best, probability) = isUrgent ? (urgent.Value, urgent.Probability) : (fused.Best.Value, fused.Best.Probability);
        IReadOnlyList<Evidence> evidence =
            [.. found.Evidence(RuleAxis.Urgency, best), .. scores.Explain(ModelAxes.Urgency, best, MostNgrams)];
        return new Decision<string>(best, text.Confidence(probability), fused.SourceOfBest, evidence);
    }

    public static bool IsUrgentByRule(RuleFindings found) => found.IsUrgent;

    // Without a model: "the rest general"
    private static double Prior(string value) => value == AxisValues.General ? 0.8 : 0;
}
