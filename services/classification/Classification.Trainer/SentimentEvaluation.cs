using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Text;
using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Classification.Trainer;

/// <summary>
/// The trainer by itself on a file of texts with "pos" or "neg": a fifth is held out by a hash of the text. Beside it all five fifths in
/// turn, because one fifth of a small file says little.
/// </summary>
internal static class SentimentEvaluation
{
    public static void Print(string path, TrainingOptions options)
    {
        var name = Path.GetFileName(path);
        var rows = TableFile.Rows(path).Where(row => row.Length > 1 && row[1] is "pos" or "neg").Select(row => new Row(
            HeldOut.PartOf(row[0]), new LabelledText(TextFeatures.Of(TextNormalizer.Normalize(row[0]), [], [], options.Bits), [row[1]], 1)))
            .ToList();
        var parts = Enumerable.Range(0, HeldOut.Parts).Select(part => Answers(rows, part, options)).ToList();
        FigurePrinter.Print(Figures($"{name}, 2^{options.Bits} buckets, a fifth held out", parts[0]));
        FigurePrinter.Print(Figures($"{name}, 2^{options.Bits} buckets, each fifth in turn", [.. parts.SelectMany(part => part)]));
    }

    private static AxisFigures Figures(string data, IReadOnlyList<Answer> answers) =>
        FigureMaker.Make(ModelAxes.Sentiment, data, AxisValues.Sentiments, answers);

    private static List<Answer> Answers(List<Row> rows, int part, TrainingOptions options)
    {
        var training = rows.Where(row => row.Part != part).Select(row => row.Text).ToList();
        var positive = AxisTrainer.Train(["pos"], training, options);
        return [.. rows.Where(row => row.Part == part)
            .Select(row => new Answer(row.Text.Labels[0], positive.Score(row.Text.Features)[0] >= 0 ? "pos" : "neg"))];
    }

    private sealed record Row(int Part, LabelledText Text);
}
