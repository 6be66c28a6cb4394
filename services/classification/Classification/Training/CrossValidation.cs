using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Training;

/// <summary>
/// Judges an axis on hand-labelled texts: each fold is classified by a model that did not see it, with a fusion fitted on the other folds.
/// </summary>
internal sealed class CrossValidation(RuleMatcher matcher, IReadOnlyList<PreparedExample> judged, IReadOnlyList<PreparedExample> others, int folds = 10)
{
    private readonly List<RuleFindings> _found = [.. judged.Select(one => one.Findings(matcher))];

    /// <summary>Model scores of every judged text, each by a model that did not see it.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Score(AxisPlan plan)
    {
        var scores = new IReadOnlyList<double>[judged.Count];
        var always = PreparedExample.For(plan, others);
        for (var fold = 0; fold < folds; fold++)
        {
            var training = always.Concat(PreparedExample.For(plan, judged.Where((_, i) => i % folds != fold))).ToList();
            var trained = AxisTrainer.Train(plan.Classes, training, plan.Options);
            for (var i = fold; i < judged.Count; i += folds)
                scores[i] = trained.Score(judged[i].Features);
        }

        return scores;
    }

    public IReadOnlyList<FusionRow> Rows(AxisPlan plan)
    {
        var scores = Score(plan);
        return [.. judged.SelectMany((one, i) => RowsOf(plan, _found[i], scores[i], plan.Labels(one.Example) ?? []))];
    }

    /// <summary>Only for axes with one class a text: what rules and model together answer for each.</summary>
    public IReadOnlyList<Answer> Answers(AxisPlan plan, IReadOnlyList<FusionRow> rows)
    {
        var costs = plan.Classes.Select(name => Math.Log(plan.MissCost(name))).ToList();
        var fusions = Enumerable.Range(0, folds).Select(fold => FusionFit.Fit([.. rows.Where((_, i) => i % folds != fold)])).ToList();
        return
        [
            .. rows.Select((row, i) =>
            {
                var fusion = fusions[i % folds];
                var best = plan.Classes
                    .Select((name, k) => (name, score: (((row.Rules[k] * fusion.RuleScale) + row.Model[k]) / fusion.Temperature) + costs[k]))
                    .MaxBy(one => one.score).name;
                var second = plan.Axis == ModelAxes.Category ? judged[i].Example.SecondCategory : null;
                return new Answer(plan.Classes[row.Expected], plan.Decided(_found[i]) ?? best, second);
            }),
        ];
    }

    // A yes/no question is a choice between nothing and the class
    private static IEnumerable<FusionRow> RowsOf(AxisPlan plan, RuleFindings found, IReadOnlyList<double> model, IReadOnlyList<string> labels)
    {
        if (!plan.IsChoice)
            return plan.Classes.Select((name, i) => new FusionRow([0, plan.Rules(found, name)], [0, model[i]], labels.Contains(name) ? 1 : 0));

        var expected = plan.Classes.ToList().IndexOf(labels[0]);
        return [new FusionRow([.. plan.Classes.Select(name => plan.Rules(found, name))], model, expected)];
    }
}
