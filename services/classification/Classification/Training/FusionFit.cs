using ComplaintPlatform.Classification.Engine;

namespace ComplaintPlatform.Classification.Training;

/// <summary>One text's rule and model scores per class, and which class was true.</summary>
internal sealed record FusionRow(IReadOnlyList<double> Rules, IReadOnlyList<double> Model, int Expected);

/// <summary>
/// Chooses the temperature, and how much a rule's own weight counts beside what the model learned of the rule, by the likelihood of texts
/// that the model did not see.
/// </summary>
internal static class FusionFit
{
    private static readonly double[] RuleScales = [0.05, 0.1, 0.15, 0.2];
    private static readonly double[] Temperatures = [0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.8, 1, 1.3];

    public static AxisFusion Fit(IReadOnlyList<FusionRow> rows)
    {
        var best = new AxisFusion(RuleScales[0], Temperatures[0]);
        var lowest = double.MaxValue;
        foreach (var scale in RuleScales)
        {
            foreach (var temperature in Temperatures)
            {
                var loss = rows.Sum(row => Loss(row, scale, temperature));
                if (loss < lowest)
                    (lowest, best) = (loss, new AxisFusion(scale, temperature));
            }
        }

        return best;
    }

    private static double Loss(FusionRow row, double scale, double temperature)
    {
        Span<double> scores = stackalloc double[row.Rules.Count];
        var top = double.MinValue;
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = ((row.Rules[i] * scale) + row.Model[i]) / temperature;
            top = Math.Max(top, scores[i]);
        }

        var sum = 0.0;
        foreach (var score in scores)
            sum += Math.Exp(score - top);

        return Math.Log(sum) + top - scores[row.Expected];
    }
}
