using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Classification.Trainer;

internal static class FigurePrinter
{
    public static void Print(AxisFigures figures)
    {
        Console.WriteLine($"{figures.Axis}, {figures.Data}, n = {figures.Count}");
        var besides = figures.Lenient is { } lenient ? $", lenient {Show(lenient)}" : "";
        Console.WriteLine($"  accuracy {Show(figures.Accuracy)}, macro-F1 {Show(figures.MacroF1)}{besides}");
        foreach (var one in figures.Classes)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"  {one.Class,-32} n {one.Count,4}  precision {one.Precision:F3}  recall {one.Recall:F3}  F1 {one.F1:F3}"));
        }
    }

    /// <summary>Rows: what it was; columns: what was said.</summary>
    public static void PrintConfusion(AxisFigures figures)
    {
        var heads = figures.Classes.Select(one => $"{one.Class[..Math.Min(7, one.Class.Length)],8}");
        Console.WriteLine($"  {"was / said",-32}{string.Concat(heads)}");
        for (var i = 0; i < figures.Classes.Count; i++)
            Console.WriteLine($"  {figures.Classes[i].Class,-32}{string.Concat(figures.Confusion[i].Select(count => $"{count,8}"))}");
    }

    public static void PrintErrors(IReadOnlyList<PreparedExample> texts, IReadOnlyList<Answer> answers)
    {
        for (var i = 0; i < answers.Count; i++)
        {
            if (answers[i].Expected != answers[i].Given)
                Console.WriteLine($"  ! {answers[i].Expected} -> {answers[i].Given}: {texts[i].Text}");
        }
    }

    private static string Show(Interval interval) =>
        FormattableString.Invariant($"{interval.Value:F3} [{interval.Low:F3}, {interval.High:F3}]");
}
