using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Engine;

/// <summary>Urgency: recall first. A hazard, a threat or a serious failure found by rule is urgent whatever the model says.</summary>
internal static class UrgencyAxis
{
    private const double RuleConfidence = 0.9;
    private const int MostNgrams = 3;

    public static Decision<string> Decide(Reading text, RuleFindings found, ModelScores scores, ITextModel? model)
    {
        if (IsUrgentByRule(found))
            return new Decision<string>(AxisValues.Urgent, text.Confidence(RuleConfidence), Sources.Rule, found.Urgent);

        var fusion = model?.Fusion(ModelAxes.Urgency) ?? AxisFusion.RulesAlone;
        var fused = Fused.Of(
            AxisValues.Urgencies,
            value => found.Score(RuleAxis.Urgency, value),
            value => scores.Has(ModelAxes.Urgency) ? scores[ModelAxes.Urgency, value] : Prior(value),
            fusion);
        var best = fused.Best.Value;
        var evidence = found.Evidence(RuleAxis.Urgency, best).Concat(model?.Explain(text.Text, ModelAxes.Urgency, best, MostNgrams) ?? []).ToList();
        return new Decision<string>(best, text.Confidence(fused.Best.Probability), fused.SourceOfBest, evidence);
    }

    public static bool IsUrgentByRule(RuleFindings found) => found.Urgent.Count > 0;

    // Without a model: "the rest general"
    private static double Prior(string value) => value == AxisValues.General ? 0.8 : 0;
}
