using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Engine;

/// <summary>
/// What the customer asks for, several at once: each demand is judged by itself; the expectation is asked for.
/// </summary>
internal static class DemandAxis
{
    private const double From = 0.5;
    private const double ExpectationBonus = 2;

    // A demand without any sign is absent with about this log-odds
    private const double Absent = -1.6;

    public static Decision<IReadOnlyList<string>> Decide(
        Reading text, RuleFindings found, RuleFindings expected, ModelScores scores, ITextModel? model)
    {
        var fusion = model?.Fusion(ModelAxes.Demand) ?? new AxisFusion(1, 1);
        var judged = new Judged[AxisValues.Demands.Count];
        for (var i = 0; i < judged.Length; i++)
        {
            var demand = AxisValues.Demands[i];
            var inExpectation = expected.Score(RuleAxis.Demand, demand);
            var rules = found.Score(RuleAxis.Demand, demand) + (inExpectation > 0 ? inExpectation + ExpectationBonus : 0);
            var learned = scores.Has(ModelAxes.Demand) ? scores[ModelAxes.Demand, demand] : Absent;
            var one = new Judged(demand, 1 / (1 + Math.Exp(-((rules * fusion.RuleScale) + learned) / fusion.Temperature)), rules);
            var at = i;
            for (; at > 0 && judged[at - 1].Probability < one.Probability; at--)
                judged[at] = judged[at - 1];

            judged[at] = one;
        }

        var asked = new List<string>();
        var evidence = new List<Evidence>();
        var (sum, isByRule) = (0.0, false);
        foreach (var one in judged)
        {
            if (one.Probability < From)
                break;

            asked.Add(one.Demand);
            evidence.AddRange(found.Evidence(RuleAxis.Demand, one.Demand));
            evidence.AddRange(expected.Evidence(RuleAxis.Demand, one.Demand));
            sum += one.Probability;
            isByRule |= one.Rules > 0;
        }

        var confidence = asked.Count > 0 ? sum / asked.Count : 1 - judged[0].Probability;
        return new Decision<IReadOnlyList<string>>(asked, text.Confidence(confidence), isByRule ? Sources.Rule : Sources.Model, evidence);
    }

    private readonly record struct Judged(string Demand, double Probability, double Rules);
}
