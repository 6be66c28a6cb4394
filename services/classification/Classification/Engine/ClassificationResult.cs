using ComplaintPlatform.Classification.Statements;

namespace ComplaintPlatform.Classification.Engine;

internal sealed record ClassificationResult
{
    /// <summary>"top/sub" of the taxonomy, or the top alone where the text does not tell more.</summary>
    public required Decision<string> Category { get; init; }

    /// <summary>How sure the top level of the category is.</summary>
    public required double TopConfidence { get; init; }

    public required Decision<string?> SecondCategory { get; init; }

    public required Decision<string?> ReasonCode { get; init; }

    public required Decision<string> Urgency { get; init; }

    public required Decision<string> Severity { get; init; }

    public required Decision<string> CustomerType { get; init; }

    public required Decision<string> Difficulty { get; init; }

    public required Decision<IReadOnlyList<string>> Demands { get; init; }

    /// <summary>-1 (worst) to 1.</summary>
    public required Decision<double> Sentiment { get; init; }

    /// <summary>How strongly the feeling is put, 0 to 1.</summary>
    public required Decision<double> Intensity { get; init; }

    public required Decision<string> Emotion { get; init; }

    public required Decision<double> EscalationRisk { get; init; }

    public required Statement Statement { get; init; }

    public required string Language { get; init; }

    public required string ModelVersion { get; init; }

    public required string RulesVersion { get; init; }

    /// <summary>An agent should look: the text says too little, or the engine is not sure enough.</summary>
    public required bool NeedsReview { get; init; }
}

/// <summary>A value, how likely it is right, and the words that made it.</summary>
internal sealed record Decision<T>(T Value, double Confidence, string Source, IReadOnlyList<Evidence> Evidence);

/// <param name="Rule">The rule's id, <c>model</c> for an n-gram of the learned model, or the name of a fact.</param>
internal sealed record Evidence(string Rule, string Words, double Weight);

internal static class Sources
{
    public const string Rule = "rule";
    public const string Model = "model";
    public const string Agent = "agent";
}
