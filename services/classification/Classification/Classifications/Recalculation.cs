using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.Taxonomies;

namespace ComplaintPlatform.Classification.Classifications;

/// <summary>
/// What hangs on an axis follows it when it changes: severity, difficulty and escalation risk are sums whose reasons are stored, so that
/// the part of the changed axis is exchanged and the rest stays. What an agent set stays as it is.
/// </summary>
internal static class Recalculation
{
    private const string Urgency = "urgency", Category = "category", Second = "secondCategory", Demands = "demands", Emotion = "emotion",
        Sentiment = "sentiment";
    private const int SeveralDemands = 3;

    public static ClassificationResponse Of(ClassificationResponse answer, AxisPolicy policy) => answer with
    {
        Severity = IsByAgent(answer.Severity) ? answer.Severity : Severity(answer, policy.Severity),
        Difficulty = IsByAgent(answer.Difficulty) ? answer.Difficulty : Difficulty(answer, policy.Difficulty),
        EscalationRisk = IsByAgent(answer.EscalationRisk) ? answer.EscalationRisk : Risk(answer, policy.Escalation),
    };

    private static AxisResponse<string> Severity(ClassificationResponse answer, SeverityPolicy policy)
    {
        var sum = new Sum(answer.Severity.Evidence, [Urgency, Category]);
        sum.Add(IsSafety(answer), policy.SafetyCategory, Category, AxisValues.SafetyHealth);
        sum.Add(answer.Urgency.Value == AxisValues.Urgent, policy.Urgent, Urgency, answer.Urgency.Value);
        sum.Add(answer.Urgency.Value == AxisValues.General, policy.General, Urgency, answer.Urgency.Value);
        var value = sum.Total >= policy.SeriousFrom ? AxisValues.Serious : sum.Total >= policy.GeneralFrom
            ? AxisValues.General : AxisValues.Minor;
        return new AxisResponse<string>(value, Confidences.FromLimits(sum.Total, policy.GeneralFrom, policy.SeriousFrom), Sources.Rule,
            sum.Evidence);
    }

    private static AxisResponse<string> Difficulty(ClassificationResponse answer, DifficultyPolicy policy)
    {
        var sum = new Sum(answer.Difficulty.Evidence, [Category, Second, Demands]);
        sum.Add(IsSafety(answer), policy.SafetyCategory, Category, AxisValues.SafetyHealth);
        sum.Add(answer.SecondCategory.Value is not null, policy.SecondIssue, Second, "");
        sum.Add(answer.Demands.Value.Count >= SeveralDemands, policy.SeveralDemands, Demands, $"{answer.Demands.Value.Count}");
        var value = sum.Total >= policy.ComplexFrom ? AxisValues.Complex : sum.Total >= policy.MediumFrom
            ? AxisValues.Medium : AxisValues.Simple;
        return new AxisResponse<string>(value, Confidences.FromLimits(sum.Total, policy.MediumFrom, policy.ComplexFrom), Sources.Rule,
            sum.Evidence);
    }

    private static AxisResponse<double> Risk(ClassificationResponse answer, EscalationPolicy policy)
    {
        var sum = new Sum(answer.EscalationRisk.Evidence, [Urgency, Category, Emotion, Sentiment]);
        sum.Add(answer.Urgency.Value == AxisValues.Urgent, policy.Urgent, Urgency, answer.Urgency.Value);
        sum.Add(IsSafety(answer), policy.SafetyCategory, Category, AxisValues.SafetyHealth);
        sum.Add(answer.Emotion.Value == AxisValues.Anger, policy.Anger * answer.Intensity.Value, Emotion, answer.Emotion.Value);
        sum.Add(answer.Sentiment.Value < 0, policy.Negative * -answer.Sentiment.Value, Sentiment, "");
        return new AxisResponse<double>(Math.Round(1 / (1 + Math.Exp(-(policy.Base + sum.Total))), 4), 1, Sources.Rule, sum.Evidence);
    }

    private static bool IsSafety(ClassificationResponse answer) => Taxonomy.TopOf(answer.Category.Value) == AxisValues.SafetyHealth;

    private static bool IsByAgent<T>(AxisResponse<T> axis) => axis.Source == Sources.Agent;

    private sealed class Sum
    {
        private readonly List<EvidenceResponse> _evidence;

        public Sum(IReadOnlyList<EvidenceResponse> stored, string[] exchanged)
        {
            _evidence = [.. stored.Where(one => !exchanged.Contains(one.Rule))];
            Total = _evidence.Sum(one => one.Weight);
        }

        public double Total { get; private set; }

        public IReadOnlyList<EvidenceResponse> Evidence => _evidence;

        public void Add(bool holds, double points, string fact, string words)
        {
            if (!holds || points == 0)
                return;

            Total += points;
            _evidence.Add(new EvidenceResponse(fact, words, Math.Round(points, 3)));
        }
    }
}
