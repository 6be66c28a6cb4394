using ComplaintPlatform.Classification.Engine;

namespace ComplaintPlatform.Classification.Facts;

/// <summary>Risk = 1 / (1 + e^-x), x = base + weights of what was found; each weight with its reason is the evidence.</summary>
internal static class EscalationRisks
{
    public static Decision<double> Decide(Findings findings, ClassificationInput input, EscalationPolicy policy)
    {
        var tally = new Tally();
        tally.Add(findings.Urgency == AxisValues.Urgent, policy.Urgent, "urgency", findings.Urgency);
        tally.Add(findings.TopCategory == AxisValues.SafetyHealth, policy.SafetyCategory, "category", findings.TopCategory);
        tally.Add(findings.Emotion == AxisValues.Anger, policy.Anger * findings.Intensity, "emotion", findings.Emotion);
        tally.Add(findings.Sentiment < 0, policy.Negative * -findings.Sentiment, "sentiment");
        tally.Add(findings.Threats, policy.Threat);
        tally.Add(findings.Signs[Signs.Refused], policy.Refused);
        tally.Add(findings.Signs[Signs.RepeatedContact], policy.RepeatedContact);

        var earlier = Math.Clamp(input.Customer.EarlierComplaints, 0, policy.MostEarlierComplaints);
        tally.Add(earlier > 0, policy.EarlierComplaint * earlier, "customer.earlierComplaints", $"{input.Customer.EarlierComplaints}");
        tally.Add(input.Customer.Vip, policy.Vip, "customer.vip", "true");
        tally.Add(findings.Loss == LossLevel.Serious, policy.SeriousLoss, "loss", "serious");

        var risk = 1 / (1 + Math.Exp(-(policy.Base + tally.Total)));
        return new Decision<double>(Math.Round(risk, 4), 1, Sources.Rule, tally.Evidence);
    }
}
