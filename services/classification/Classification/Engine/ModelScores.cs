using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Engine;

/// <summary>What the learned model says about texts.</summary>
internal interface ITextModel
{
    string Version { get; }

    /// <summary>How far the model's log-odds and the rules' weights are trusted together on an axis.</summary>
    AxisFusion Fusion(string axis);

    /// <summary>Whether a class was added by corrections, after the fusion of rules and model had been fitted.</summary>
    bool IsAdded(string axis, string value);

    /// <summary>What the model adds to each of its classes for the rules that it learned about.</summary>
    IReadOnlyDictionary<Rule, float[]> RowsOf(RuleSet rules);

    /// <summary>To be disposed of when the answer is made: what was read is lent.</summary>
    /// <param name="found">What the rules met in the same text; what they found denied is left out.</param>
    ModelScores Score(string normalized, RuleFindings found);
}

/// <param name="RuleScale">What one unit of rule weight is worth in log-odds of the model.</param>
/// <param name="Temperature">Divides the summed log-odds so that confidences are true frequencies.</param>
internal sealed record AxisFusion(double RuleScale, double Temperature)
{
    /// <summary>
    /// How much more a rule counts that the model has learned nothing about, one written or changed since: its weight stands for itself,
    /// while the others' worth is in the model.
    /// </summary>
    public const double NewRules = 6;

    public static AxisFusion RulesAlone { get; } = new(1, 1.4);
}

/// <summary>Log-odds per class of each axis of one text, and the n-grams behind a class.</summary>
internal abstract class ModelScores : IDisposable
{
    public static ModelScores None { get; } = new Nothing();

    /// <summary>Zero for what the model does not know.</summary>
    public double this[string axis, string value] => TryGet(axis, value, out var score) ? score : 0;

    public abstract bool Has(string axis);

    public abstract bool TryGet(string axis, string value, out double score);

    /// <summary>The n-grams that spoke most for a class.</summary>
    public abstract IReadOnlyList<Evidence> Explain(string axis, string value, int most);

    public virtual void Dispose()
    {
    }

    private sealed class Nothing : ModelScores
    {
        public override bool Has(string axis) => false;

        public override bool TryGet(string axis, string value, out double score)
        {
            score = 0;
            return false;
        }

        public override IReadOnlyList<Evidence> Explain(string axis, string value, int most) => [];
    }
}

internal static class ModelAxes
{
    public const string Category = "category";
    public const string Subcategory = "subcategory";
    public const string Urgency = "urgency";
    public const string Severity = "severity";
    public const string Sentiment = "sentiment";
    public const string Emotion = "emotion";
    public const string Demand = "demand";
}
