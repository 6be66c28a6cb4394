using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Training;

/// <summary>
/// Judges an axis on hand-labelled texts: each fold is classified by a model that did not see it, with a fusion fitted on the other folds.
/// </summary>
internal sealed class CrossValidation(IReadOnlyList<PreparedExample> judged, IReadOnlyList<PreparedExample> others, int folds = 10)
{
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
        return [.. judged.SelectMany((one, i) => RowsOf(plan, one.Findings, scores[i], plan.Labels(one.Example) ?? []))];
    }

    /// <summary>What rules and model together answer for each text; where several classes may hold, for each class of each text.</summary>
    public IReadOnlyList<Answer> Answers(AxisPlan plan, IReadOnlyList<FusionRow> rows)
    {
        if (!plan.IsChoice)
            return YesOrNo(plan, rows);

        var costs = plan.Classes.Select(name => Math.Log(plan.MissCost(name))).ToList();
        var fusions = Enumerable.Range(0, folds).Select(fold => FusionFit.Fit([.. rows.Where((_, i) => i % folds != fold)])).ToList();
        return
        [
            .. rows.Select((row, i) =>
            {
                var fusion = fusions[i % folds];
                var logits = plan.Classes.Select((_, k) => ((row.Rules[k] * fusion.RuleScale) + row.Model[k]) / fusion.Temperature)
                    .ToList();
                var best = plan.Classes.Select((name, k) => (name, score: logits[k] + costs[k])).MaxBy(one => one.score).name;
                var decided = plan.Decided(judged[i].Findings) is { } name
                    && (judged[i].Findings.IsIncontestable || Probability(logits, plan.Classes.ToList()
                    .IndexOf(name)) >= UrgencyAxis.Contradicted)
                    ? name
                    : null;
                var second = plan.Axis == ModelAxes.Category ? judged[i].Example.SecondCategory : null;
                return new Answer(plan.Classes[row.Expected], decided ?? best, second);
            }),
        ];
    }

    private static double Probability(List<double> logits, int at)
    {
        var top = logits.Max();
        return Math.Exp(logits[at] - top) / logits.Sum(logit => Math.Exp(logit - top));
    }

    // One answer for each class of each text: whether it was found and should have been
    private List<Answer> YesOrNo(AxisPlan plan, IReadOnlyList<FusionRow> rows)
    {
        var perText = plan.Classes.Count;
        var fusions = Enumerable.Range(0, folds).Select(fold => FusionFit.Fit([.. rows.Where((_, i) => i / perText % folds != fold)]))
            .ToList();
        return
        [
            .. rows.Select((row, i) =>
            {
                var fusion = fusions[i / perText % folds];
                var isFound = (row.Rules[1] * fusion.RuleScale) + row.Model[1] > 0;
                return new Answer(Name(i, row.Expected == 1), Name(i, isFound));
            }),
        ];

        string Name(int i, bool holds) => holds ? plan.Classes[i % perText] : "-";
    }

    // A yes/no question is a choice between nothing and the class
    private static IEnumerable<FusionRow> RowsOf(AxisPlan plan, RuleFindings found, IReadOnlyList<double> model,
        IReadOnlyList<string> labels)
    {
        if (!plan.IsChoice)
            return plan.Classes.Select((name, i) => new FusionRow([0, plan.Rules(found, name)], [0, model[i]],
                labels.Contains(name) ? 1 : 0));

        var expected = plan.Classes.ToList().IndexOf(labels[0]);
        return [new FusionRow([.. plan.Classes.Select(name => plan.Rules(found, name))], model, expected)];
    }
}
