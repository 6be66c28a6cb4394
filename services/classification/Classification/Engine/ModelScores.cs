namespace ComplaintPlatform.Classification.Engine;

/// <summary>What the learned model says about one text: log-odds per class of each axis, and the n-grams behind a class.</summary>
internal interface ITextModel
{
    string Version { get; }

    /// <summary>How far the model's log-odds and the rules' weights are trusted together on an axis.</summary>
    AxisFusion Fusion(string axis);

    ModelScores Score(string normalized);

    IReadOnlyList<Evidence> Explain(string normalized, string axis, string value, int most);
}

/// <param name="RuleScale">What one unit of rule weight is worth in log-odds of the model.</param>
/// <param name="Temperature">Divides the summed log-odds so that confidences are true frequencies.</param>
internal sealed record AxisFusion(double RuleScale, double Temperature)
{
    public static AxisFusion RulesAlone { get; } = new(1, 1.4);
}

internal sealed record ModelScores(IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Axes)
{
    public static ModelScores None { get; } = new(new Dictionary<string, IReadOnlyDictionary<string, double>>());

    public double this[string axis, string value] =>
        Axes.TryGetValue(axis, out var classes) && classes.TryGetValue(value, out var score) ? score : 0;

    public bool Has(string axis) => Axes.ContainsKey(axis);
}

internal static class ModelAxes
{
    public const string Category = "category";
    public const string Subcategory = "subcategory";
    public const string Urgency = "urgency";
    public const string Sentiment = "sentiment";
    public const string Emotion = "emotion";
    public const string Demand = "demand";
}
