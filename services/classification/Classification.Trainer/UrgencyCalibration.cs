using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Classification.Trainer;

/// <summary>
/// What <see cref="UrgencyPolicy.MissedCost"/> costs and brings: recall and precision of "urgent" on the project's own examples, by a model
/// that did not see them. The rules decide most of them alone; the second figure is about the rest, where the cost matters.
/// </summary>
internal static class UrgencyCalibration
{
    private const int Folds = 5;
    private static readonly double[] Costs = [1, 1.5, 2, 2.5, 3, 4, 6, 8];

    public static void Print(IReadOnlyList<PreparedExample> examples)
    {
        var own = examples.Where(one => one.Example.Source == ExampleFiles.Written).ToArray();
        new Random(17).Shuffle(own);
        var validation = new CrossValidation(own, [.. examples.Where(one => one.Example.Source != ExampleFiles.Written)], Folds);
        var rows = validation.Rows(AxisPlan.Urgency);
        var isByRule = own.Select(one => UrgencyAxis.IsUrgentByRule(one.Findings)).ToList();
        Console.WriteLine($"urgent by what a missed one costs, {own.Length} own examples, {Folds}-fold");
        foreach (var cost in Costs)
        {
            var answers = validation.Answers(AxisPlan.Urgency with { MissCost = value => value == AxisValues.Urgent ? cost : 1 }, rows);
            Print($"cost {cost}", answers);
            Print("  where no rule decides", [.. answers.Where((_, i) => !isByRule[i])]);
        }
    }

    private static void Print(string name, IReadOnlyList<Answer> answers)
    {
        var urgent = answers.Count(answer => answer.Expected == AxisValues.Urgent);
        var alarms = answers.Count(answer => answer.Given == AxisValues.Urgent);
        var hits = answers.Count(answer => answer is { Expected: AxisValues.Urgent, Given: AxisValues.Urgent });
        var recall = urgent == 0 ? 0 : hits / (double)urgent;
        var precision = alarms == 0 ? 0 : hits / (double)alarms;
        Console.WriteLine(FormattableString.Invariant(
            $"  {name,-24} recall {recall:F3} of {urgent}, precision {precision:F3}, accuracy {FigureMaker.Accuracy(answers):F3}"));
    }
}
