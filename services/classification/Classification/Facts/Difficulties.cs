using ComplaintPlatform.Classification.Engine;

namespace ComplaintPlatform.Classification.Facts;

/// <summary>Difficulty = points for what makes a case hard to settle; two limits cut the sum into three.</summary>
internal static class Difficulties
{
    private const int SeveralDemands = 3;

    public static Decision<string> Decide(Findings findings, ClassificationInput input, DifficultyPolicy policy)
    {
        var tally = new Tally();
        tally.Add(findings.TopCategory == AxisValues.SafetyHealth, policy.SafetyCategory, "category", findings.TopCategory);
        tally.Add(findings.Threats, policy.Threat);
        tally.Add(findings.Signs[Signs.Refused], policy.Refused);
        tally.Add(findings.Signs[Signs.RepeatedContact], policy.RepeatedContact);
        tally.Add(input.Customer.EarlierComplaints > 0, policy.EarlierComplaints, "customer.earlierComplaints",
            $"{input.Customer.EarlierComplaints}");
        tally.Add(findings.HasSecondCategory, policy.SecondIssue, "secondCategory");
        tally.Add(findings.Demands >= SeveralDemands, policy.SeveralDemands, "demands", $"{findings.Demands}");
        tally.Add(findings.Loss == LossLevel.Serious, policy.SeriousLoss, "loss", "serious");
        tally.Add(findings.TextLength >= policy.LongTextCharacters, policy.LongText, "text.length", $"{findings.TextLength}");

        var value = tally.Total >= policy.ComplexFrom ? AxisValues.Complex : tally.Total >= policy.MediumFrom
            ? AxisValues.Medium : AxisValues.Simple;
        return new Decision<string>(value, Confidences.FromLimits(tally.Total, policy.MediumFrom, policy.ComplexFrom), Sources.Rule,
            tally.Evidence);
    }
}
