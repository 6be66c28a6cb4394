using ComplaintPlatform.Classification.Engine;

namespace ComplaintPlatform.Classification.Classifications;

/// <summary>A classification with its reasons.</summary>
/// <param name="Demands">Several at once.</param>
/// <param name="Sentiment">-1 to 1.</param>
/// <param name="EscalationRisk">0 to 1, with its reasons.</param>
/// <param name="NeedsReview">An agent should look: the engine is not sure enough.</param>
public sealed record ClassificationResponse(
    AxisResponse<string> Category, AxisResponse<string?> SecondCategory, AxisResponse<string?> ReasonCode, AxisResponse<string> Urgency,
    AxisResponse<string> Severity,
    AxisResponse<string> CustomerType, AxisResponse<string> Difficulty, AxisResponse<IReadOnlyList<string>> Demands,
    AxisResponse<double> Sentiment,
    AxisResponse<double> Intensity, AxisResponse<string> Emotion, AxisResponse<double> EscalationRisk, StatementResponse Statement,
    string Language, string ModelVersion,
    string RulesVersion, bool NeedsReview)
{
    internal static ClassificationResponse Of(ClassificationResult result) => new(
        Axis(result.Category), Axis(result.SecondCategory), Axis(result.ReasonCode), Axis(result.Urgency), Axis(result.Severity),
        Axis(result.CustomerType),
        Axis(result.Difficulty), Axis(result.Demands), Axis(result.Sentiment), Axis(result.Intensity), Axis(result.Emotion),
        Axis(result.EscalationRisk),
        new StatementResponse(result.Statement.Fact, result.Statement.Feeling, result.Statement.Need), result.Language,
        result.ModelVersion, result.RulesVersion,
        result.NeedsReview);

    /// <summary>Without anything of the text.</summary>
    internal ClassificationResponse WithoutWords() => this with
    {
        Category = Category.WithoutWords(),
        SecondCategory = SecondCategory?.WithoutWords()!,
        ReasonCode = ReasonCode.WithoutWords(),
        Urgency = Urgency.WithoutWords(),
        Severity = Severity.WithoutWords(),
        CustomerType = CustomerType.WithoutWords(),
        Difficulty = Difficulty.WithoutWords(),
        Demands = Demands.WithoutWords(),
        Sentiment = Sentiment.WithoutWords(),
        Intensity = Intensity?.WithoutWords()!,
        Emotion = Emotion?.WithoutWords()!,
        EscalationRisk = EscalationRisk.WithoutWords(),
        Statement = new StatementResponse("", "", ""),
    };

    private static AxisResponse<T> Axis<T>(Decision<T> decision) => new(
        decision.Value, Math.Round(decision.Confidence, 4), decision.Source,
        [.. decision.Evidence.Select(evidence => new EvidenceResponse(evidence.Rule, evidence.Words, Math.Round(evidence.Weight, 3)))]);
}

/// <param name="Confidence">0 to 1: how often decisions as sure as this one are right.</param>
/// <param name="Source"><c>rule</c>, <c>model</c> or <c>agent</c>.</param>
public sealed record AxisResponse<T>(T Value, double Confidence, string Source, IReadOnlyList<EvidenceResponse> Evidence)
{
    internal AxisResponse<T> WithoutWords() => this with { Evidence = [] };

    /// <summary>The value as an agent set it.</summary>
    internal AxisResponse<T> CorrectedTo(T value) => new(value, 1, Sources.Agent, []);
}

/// <param name="Rule">The rule's id, <c>model</c> for words that weighed in the learned model, or the name of a fact.</param>
public sealed record EvidenceResponse(string Rule, string Words, double Weight);

/// <summary>What happened, how the customer feels, what the customer wants.</summary>
public sealed record StatementResponse(string Fact, string Feeling, string Need);
