using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Training;

/// <summary>The trainer by itself on a file of texts with "pos" or "neg": a fifth is held out by a hash of the text.</summary>
internal static class SentimentEvaluation
{
    public static AxisFigures Run(string path, TrainingOptions options)
    {
        var rows = TableFile.Rows(path).Where(row => row.Length > 1 && row[1] is "pos" or "neg").Select(row =>
        {
            var text = TextNormalizer.Normalize(row[0]);
            return (IsHeldOut: HeldOut.Includes(row[0]), Text: new LabelledText(TextFeatures.Of(text), [row[1]], 1));
        }).ToList();

        var training = rows.Where(row => !row.IsHeldOut).Select(row => row.Text).ToList();
        var positive = AxisTrainer.Train(["pos"], training, options);
        var answers = rows.Where(row => row.IsHeldOut)
            .Select(row => new Answer(row.Text.Labels[0], positive.Score(row.Text.Features)[0] >= 0 ? "pos" : "neg")).ToList();
        return FigureMaker.Make(ModelAxes.Sentiment, Path.GetFileName(path), AxisValues.Sentiments, answers);
    }
}
