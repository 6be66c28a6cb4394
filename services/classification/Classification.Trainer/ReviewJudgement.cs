using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Classification.Trainer;

/// <summary>
/// The engine that ships on reviews that it has not seen: whether it sees the sentiment, how often an ordinary review comes out urgent
/// (praise never should, a bad one seldom), and how often praise gets an unpleasant emotion.
/// </summary>
internal static class ReviewJudgement
{
    private static readonly string[] Unpleasant = [.. AxisValues.Emotions.Except(["joy", "surprise", AxisValues.Neutral])];

    public static void Print(ClassificationEngine engine, string path)
    {
        var name = Path.GetFileName(path);
        var rows = TableFile.Rows(path).Where(row => row.Length > 1 && row[1] is "pos" or "neg")
            .Select(row =>
                (Sentiment: row[1], Result: engine.Classify(new ClassificationInput { Text = row[0], Now = DateTimeOffset.UnixEpoch })))
                .ToList();
        FigurePrinter.Print(FigureMaker.Make(
            ModelAxes.Sentiment, $"{name}, the engine that ships", AxisValues.Sentiments,
            [.. rows.Select(row => new Answer(row.Sentiment, row.Result.Sentiment.Value >= 0 ? "pos" : "neg"))]));
        foreach (var group in rows.GroupBy(row => row.Sentiment).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var count = group.Count();
            var urgent = group.Count(row => row.Result.Urgency.Value == AxisValues.Urgent);
            var byRule = group.Count(row => row.Result.Urgency.Value == AxisValues.Urgent && row.Result.Urgency.Source == Sources.Rule);
            var unpleasant = group.Count(row => Unpleasant.Contains(row.Result.Emotion.Value)) / (double)count;
            Console.WriteLine(FormattableString.Invariant(
                $"  {group.Key}: urgent {urgent / (double)count:P2} of {count} ({byRule} by rule), unpleasant emotion {unpleasant:P1}"));
        }
    }
}
