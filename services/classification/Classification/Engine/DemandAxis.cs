using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Engine;

/// <summary>What the customer asks for, several at once: each demand is judged by itself; what stands in the expectation is asked for.</summary>
internal static class DemandAxis
{
    private const double From = 0.5;
    private const double ExpectationBonus = 2;

    // A demand nobody speaks for is absent with about this log-odds
    private const double Absent = -1.6;

    public static Decision<IReadOnlyList<string>> Decide(
        Reading text, RuleFindings found, RuleFindings expected, ModelScores scores, ITextModel? model)
    {
        var fusion = model?.Fusion(ModelAxes.Demand) ?? new AxisFusion(1, 1);
        var judged = AxisValues.Demands.Select(demand =>
        {
            var inExpectation = expected.Score(RuleAxis.Demand, demand);
            var rules = found.Score(RuleAxis.Demand, demand) + (inExpectation > 0 ? inExpectation + ExpectationBonus : 0);
            var learned = scores.Has(ModelAxes.Demand) ? scores[ModelAxes.Demand, demand] : Absent;
            var probability = 1 / (1 + Math.Exp(-((rules * fusion.RuleScale) + learned) / fusion.Temperature));
            var evidence = found.Evidence(RuleAxis.Demand, demand).Concat(expected.Evidence(RuleAxis.Demand, demand)).ToList();
            return (Demand: demand, Probability: probability, Rules: rules, Evidence: evidence);
        }).OrderByDescending(one => one.Probability).ToList();

        var asked = judged.Where(one => one.Probability >= From).ToList();
        var confidence = asked.Count > 0 ? asked.Average(one => one.Probability) : 1 - judged[0].Probability;
        return new Decision<IReadOnlyList<string>>(
            [.. asked.Select(one => one.Demand)],
            text.Confidence(confidence),
            asked.Exists(one => one.Rules > 0) ? Sources.Rule : Sources.Model,
            [.. asked.SelectMany(one => one.Evidence)]);
    }
}
