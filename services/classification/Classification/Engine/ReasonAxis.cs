using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Engine;

/// <summary>Reason code of logistics operations: named only where a rule found one and the complaint is about logistics or its staff.</summary>
internal static class ReasonAxis
{
    private const string Logistics = "logistics";
    private const string Service = "service_attitude";

    public static Decision<string?> Decide(RuleFindings found, string topCategory)
    {
        if (topCategory is not (Logistics or Service))
            return new Decision<string?>(null, 1, Sources.Rule, []);

        string? best = null;
        var (highest, sum) = (0.0, 0.0);
        foreach (var code in found.Values(RuleAxis.ReasonCode))
        {
            var score = found.Score(RuleAxis.ReasonCode, code);
            sum += score;
            if (best is null || score > highest || (score == highest && string.CompareOrdinal(code, best) < 0))
                (best, highest) = (code, score);
        }

        if (best is null)
            return new Decision<string?>(topCategory == Logistics ? "S1" : null, Reading.UnclearConfidence, Sources.Rule, []);

        var confidence = sum > 0 ? highest / sum : Reading.UnclearConfidence;
        return new Decision<string?>(best, Math.Round(confidence, 4), Sources.Rule, found.Evidence(RuleAxis.ReasonCode, best));
    }
}
