using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Classification.Trainer;

/// <summary>What 8-bit weights cost: the share of texts on which the model decides as it did before its weights were rounded.</summary>
internal static class QuantisationLoss
{
    private static readonly ModelCard Card = new() { Version = "rounded", Date = "", Seed = 0, Data = [], Figures = [] };

    public static void Print(AxisPlan plan, IReadOnlyList<PreparedExample> examples, IReadOnlyList<Rule> rules)
    {
        var exact = AxisTrainer.Train(plan.Classes, PreparedExample.For(plan, examples), plan.Options);
        var rounded = Quantizer.ToModel([(exact, plan, AxisFusion.RulesAlone)], rules, Card);
        var learned = rounded.RowsOf(new RuleSet { Version = "", Negation = NegationPolicy.Default, Rules = rules });
        var equal = 0;
        foreach (var example in examples)
        {
            using var scores = rounded.Score(example.Text, Learned(example, learned));
            var before = exact.Score(example.Features);
            var after = plan.Classes.Select(name => scores[plan.Axis, name]).ToList();
            equal += Decide(plan, before) == Decide(plan, after) ? 1 : 0;
        }

        var share = equal / (double)Math.Max(1, examples.Count);
        Console.WriteLine(FormattableString.Invariant(
            $"8-bit weights, {plan.Axis}: {share:P3} of {examples.Count} texts decided as with 32 bits"));
    }

    private static RuleFindings Learned(PreparedExample example, IReadOnlyDictionary<Rule, float[]> learned) =>
        new(example.Text, [.. example.Findings.Rules.Select(rule => new RuleHit(rule, 0, 0, 0, 0))], [], example.Findings.Denied, learned);

    private static int Decide(AxisPlan plan, IReadOnlyList<double> scores)
    {
        if (!plan.IsChoice)
            return scores[0] >= 0 ? 1 : 0;

        var best = 0;
        for (var i = 1; i < scores.Count; i++)
            best = scores[i] > scores[best] ? i : best;

        return best;
    }
}
