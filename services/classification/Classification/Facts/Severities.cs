using ComplaintPlatform.Classification.Engine;

namespace ComplaintPlatform.Classification.Facts;

/// <summary>
/// Severity = points for the loss + points for the impact (safety, urgency, threats, the words); two limits cut the sum into three.
/// </summary>
internal static class Severities
{
    public static Decision<string> Decide(Findings findings, SeverityPolicy policy)
    {
        var tally = new Tally();
        tally.Add(findings.Loss == LossLevel.Serious, policy.SeriousLoss, "loss", "serious");
        tally.Add(findings.Loss == LossLevel.General, policy.GeneralLoss, "loss", "general");
        tally.Add(findings.Loss == LossLevel.Unknown, policy.UnknownLoss, "loss", "unknown");
        tally.Add(findings.TopCategory == AxisValues.SafetyHealth, policy.SafetyCategory, "category", findings.TopCategory);
        tally.Add(findings.Urgency == AxisValues.Urgent, policy.Urgent, "urgency", findings.Urgency);
        tally.Add(findings.Urgency == AxisValues.General, policy.General, "urgency", findings.Urgency);
        if (findings.Impact is { } impact)
        {
            tally.Add(impact.Value == AxisValues.Serious, policy.SeriousText, "text", Words(impact));
            tally.Add(impact.Value == AxisValues.Minor, policy.MinorText, "text");
        }

        tally.Add(findings.Threats, policy.Threat);

        var value = tally.Total >= policy.SeriousFrom ? AxisValues.Serious : tally.Total >= policy.GeneralFrom
            ? AxisValues.General : AxisValues.Minor;
        return new Decision<string>(value, Confidences.FromLimits(tally.Total, policy.GeneralFrom, policy.SeriousFrom), Sources.Rule,
            tally.Evidence);
    }

    private static string Words(Decision<string> impact) => string.Join(" | ", impact.Evidence.Select(one => one.Words));
}
