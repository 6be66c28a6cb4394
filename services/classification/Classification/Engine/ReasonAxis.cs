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

        var codes = found.Values(RuleAxis.ReasonCode)
            .Select(code => (Code: code, Score: found.Score(RuleAxis.ReasonCode, code)))
            .OrderByDescending(one => one.Score).ThenBy(one => one.Code, StringComparer.Ordinal).ToList();
        if (codes.Count == 0)
            return new Decision<string?>(topCategory == Logistics ? "S1" : null, Reading.UnclearConfidence, Sources.Rule, []);

        var confidence = codes[0].Score / codes.Sum(one => one.Score);
        return new Decision<string?>(codes[0].Code, Math.Round(confidence, 4), Sources.Rule, found.Evidence(RuleAxis.ReasonCode, codes[0].Code));
    }
}
