namespace ComplaintPlatform.Classification.Engine;

/// <summary>How severe the words alone are, as people labelled such texts; the loss and the customer are not in them.</summary>
internal static class SeverityAxis
{
    private const int MostNgrams = 3;

    /// <summary>Null without a model that learned it.</summary>
    public static Decision<string>? Decide(ModelScores scores, ITextModel? model)
    {
        if (!scores.Has(ModelAxes.Severity) || model is null)
            return null;

        Span<double> rules = stackalloc double[AxisValues.Severities.Count];
        Span<double> learned = stackalloc double[AxisValues.Severities.Count];
        for (var i = 0; i < learned.Length; i++)
            learned[i] = scores[ModelAxes.Severity, AxisValues.Severities[i]];

        var best = Fused.Of(AxisValues.Severities, rules, learned, model.Fusion(ModelAxes.Severity)).Best;
        var evidence = best.Value == AxisValues.Minor ? [] : scores.Explain(ModelAxes.Severity, best.Value, MostNgrams);
        return new Decision<string>(best.Value, best.Probability, Sources.Model, evidence);
    }
}
