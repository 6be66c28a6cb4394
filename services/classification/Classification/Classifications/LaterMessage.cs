using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Taxonomies;

namespace ComplaintPlatform.Classification.Classifications;

/// <summary>
/// What a later message of the customer does to a classification: it may make it more urgent, more serious and riskier, never less, because
/// "thank you" takes nothing back. What an agent set stays, unless the message is urgent by itself: then the agent's word was about another
/// text.
/// </summary>
internal static class LaterMessage
{
    private const double RiskRises = 0.1;
    private const double SentimentFalls = 0.1;

    /// <param name="alone">The message by itself.</param>
    /// <param name="together">All that the customer has said.</param>
    public static ClassificationResponse Apply(ClassificationResponse known, ClassificationResponse alone, ClassificationResponse together)
    {
        var isAlarm = alone.Urgency.Value == AxisValues.Urgent;
        var answer = known with { Intensity = together.Intensity, Statement = together.Statement, RulesVersion = together.RulesVersion };
        if (MayReplace(known.Urgency, isAlarm) && Rank(together.Urgency.Value) > Rank(known.Urgency.Value))
            answer = answer with { Urgency = isAlarm ? alone.Urgency : together.Urgency };
        if (MayReplace(known.Severity, isAlarm) && SeverityRank(together.Severity.Value) > SeverityRank(known.Severity.Value))
            answer = answer with { Severity = together.Severity };
        if (MayReplace(known.EscalationRisk, isAlarm) && together.EscalationRisk.Value > known.EscalationRisk.Value)
            answer = answer with { EscalationRisk = together.EscalationRisk };
        if (MayReplace(known.Difficulty, isAlarm) && DifficultyRank(together.Difficulty.Value) > DifficultyRank(known.Difficulty.Value))
            answer = answer with { Difficulty = together.Difficulty };
        if (MayReplace(known.Sentiment, isAlarm) && together.Sentiment.Value < known.Sentiment.Value)
            answer = answer with { Sentiment = together.Sentiment, Emotion = together.Emotion };
        if (known.Demands.Source != Sources.Agent && together.Demands.Value.Except(known.Demands.Value).Any())
            answer = answer with { Demands = together.Demands with { Value = [.. known.Demands.Value.Union(together.Demands.Value)] } };
        if (MayReplace(known.Category, isAlarm) && IsNews(known, alone, together))
            answer = answer with { Category = Louder(alone, together), SecondCategory = Former(known), ReasonCode = together.ReasonCode };

        return answer;
    }

    /// <summary>Whether others have to hear of it.</summary>
    public static bool Matters(ClassificationResponse before, ClassificationResponse after) =>
        before.Category.Value != after.Category.Value || before.Urgency.Value != after.Urgency.Value
            || before.Severity.Value != after.Severity.Value
        || before.Difficulty.Value != after.Difficulty.Value || before.Demands.Value.Count != after.Demands.Value.Count
        || after.EscalationRisk.Value >= before.EscalationRisk.Value + RiskRises
        || after.Sentiment.Value <= before.Sentiment.Value - SentimentFalls;

    // A hazard always; anything else where nothing was known so far
    private static bool IsNews(ClassificationResponse known, ClassificationResponse alone, ClassificationResponse together) =>
        (IsSafety(Louder(alone, together).Value) && !IsSafety(known.Category.Value))
        || (known.Category.Value == AxisValues.Uncategorised && together.Category.Value != AxisValues.Uncategorised);

    private static AxisResponse<string> Louder(ClassificationResponse alone, ClassificationResponse together) =>
        IsSafety(alone.Category.Value) ? alone.Category : together.Category;

    private static AxisResponse<string?> Former(ClassificationResponse known) =>
        new(known.Category.Value, known.Category.Confidence, known.Category.Source, known.Category.Evidence);

    private static bool MayReplace<T>(AxisResponse<T> axis, bool isAlarm) => axis.Source != Sources.Agent || isAlarm;

    private static bool IsSafety(string category) => Taxonomy.TopOf(category) == AxisValues.SafetyHealth;

    private static int Rank(string urgency) => urgency switch { AxisValues.Urgent => 2, AxisValues.General => 1, _ => 0 };

    private static int SeverityRank(string severity) => severity switch { AxisValues.Serious => 2, AxisValues.General => 1, _ => 0 };

    private static int DifficultyRank(string difficulty) => difficulty switch { AxisValues.Complex => 2, AxisValues.Medium => 1, _ => 0 };
}
