using ComplaintPlatform.Classification.Models;

namespace ComplaintPlatform.Classification.Training;

internal static class FigurePrinter
{
    public static void Print(AxisFigures figures)
    {
        Console.WriteLine($"{figures.Axis}, {figures.Data}, n = {figures.Count}");
        Console.WriteLine($"  accuracy {Show(figures.Accuracy)}, macro-F1 {Show(figures.MacroF1)}{(figures.Lenient is { } lenient ? $", lenient {Show(lenient)}" : "")}");
        foreach (var one in figures.Classes)
            Console.WriteLine(FormattableString.Invariant($"  {one.Class,-32} n {one.Count,4}  precision {one.Precision:F3}  recall {one.Recall:F3}  F1 {one.F1:F3}"));
    }

    public static void PrintErrors(IReadOnlyList<PreparedExample> texts, IReadOnlyList<Answer> answers)
    {
        for (var i = 0; i < answers.Count; i++)
        {
            if (answers[i].Expected != answers[i].Given)
                Console.WriteLine($"  ! {answers[i].Expected} -> {answers[i].Given}: {texts[i].Text}");
        }
    }

    private static string Show(Interval interval) => FormattableString.Invariant($"{interval.Value:F3} [{interval.Low:F3}, {interval.High:F3}]");
}
