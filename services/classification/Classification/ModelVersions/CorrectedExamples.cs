using System.Globalization;
using ComplaintPlatform.Classification.Classifications;
using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Classification.Training;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.ModelVersions;

/// <summary>
/// What agents corrected, as examples: the latest word on each complaint and axis, of complaints whose text is still there.
/// </summary>
internal static class CorrectedExamples
{
    private const string Category = "category", Urgency = "urgency", Demands = "demands", Sentiment = "sentiment", Emotion = "emotion";

    // Computed from facts, or by rules alone: nothing to learn, but they are judged
    private static readonly string[] Computed = ["severity", "reasonCode", "difficulty"];

    private static readonly string[] Read = [Category, Urgency, Demands, Sentiment, Emotion, .. Computed];

    public static async Task<List<Example>> ReadAsync(ClassificationDbContext db, Taxonomy taxonomy, TrainingSettings settings,
        CancellationToken ct)
    {
        var newestFirst = db.Corrections.AsNoTracking().Where(row => Read.Contains(row.Axis))
            .Join(db.Classifications.AsNoTracking().Where(row => row.Text != ""), row => row.ComplaintId, row => row.Id,
                (correction, complaint) => new
                {
                    correction.Id,
                    correction.ComplaintId,
                    correction.Axis,
                    correction.To,
                    correction.At,
                    complaint.Text,
                    complaint.Answer
                })
            .OrderByDescending(row => row.At).ThenByDescending(row => row.Id).AsAsyncEnumerable();

        var examples = new Dictionary<Guid, Example>();
        var said = new HashSet<(Guid, string)>();
        var characters = 0;
        await foreach (var row in newestFirst.WithCancellation(ct))
        {
            if (!examples.TryGetValue(row.ComplaintId, out var example))
            {
                if (examples.Count >= settings.MostTexts || characters + row.Text.Length > settings.MostCharacters)
                    break;
                characters += row.Text.Length;
                example = new Example
                {
                    Text = row.Text,
                    Source = ExampleFiles.Corrections,
                    Input = StoredAnswer.Read(row.Answer).Facts?.ToInput(row.Text, row.At),
                };
            }

            if (said.Add((row.ComplaintId, row.Axis)))
                examples[row.ComplaintId] = With(example, row.Axis, row.To, taxonomy);
        }

        return [.. examples.Values];
    }

    // A value that the taxonomy no longer has teaches nothing
    private static Example With(Example example, string axis, string value, Taxonomy taxonomy) => axis switch
    {
        Category when taxonomy.Contains(value) => example with { Category = value },
        Urgency when AxisValues.Urgencies.Contains(value) => example with { Urgency = value },
        Demands => example with { Demands = value.Split(',', StringSplitOptions.RemoveEmptyEntries) },
        _ when Computed.Contains(axis) =>
        example with { Computed = new Dictionary<string, string>(example.Computed ?? Nothing) { [axis] = value } },
        Emotion when AxisValues.Emotions.Contains(value) => example with { Emotion = value },
        Sentiment => example with { Sentiment = SentimentOf(value) },
        _ => example,
    };

    private static readonly Dictionary<string, string> Nothing = [];

    private static string? SentimentOf(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number != 0 ? number > 0
            ? "pos" : "neg" : null;
}
