using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Taxonomies;

namespace ComplaintPlatform.Classification.Training;

/// <summary>Judges a whole engine, rules and model together as they will decide, on texts whose answer is known.</summary>
internal static class ModelEvaluation
{
    private const string Asked = "asked";
    private const string NotAsked = "not_asked";
    private const string ReasonCode = "reasonCode";
    private const string Difficulty = "difficulty";

    /// <param name="step">Called between texts with the share that is done.</param>
    public static List<AxisFigures> Judge(ClassificationEngine engine, string data, IReadOnlyList<Example> examples, int seed,
        Action<double> step)
    {
        var answers = Questions(engine.Taxonomy).ConvertAll(question => (question, Given: new List<Answer>()));
        for (var i = 0; i < examples.Count; i++)
        {
            var result =
                engine.Classify(examples[i].Input ?? new ClassificationInput { Text = examples[i].Text, Now = DateTimeOffset.UnixEpoch });
            foreach (var (question, given) in answers)
                given.AddRange(question.Ask(examples[i], result));
            step((i + 1.0) / examples.Count);
        }

        return [.. answers.Where(one => one.Given.Count > 0)
            .Select(one => FigureMaker.Make(one.question.Axis, data, Classes(one.question.Classes, one.Given), one.Given, seed))];
    }

    // An answer that is no class of the axis is in the matrix as well
    private static List<string> Classes(IReadOnlyList<string> classes, List<Answer> answers) =>
        [.. classes.Concat(answers.SelectMany(answer => new[] { answer.Expected, answer.Given }).Order(StringComparer.Ordinal)).Distinct()];

    private static List<Question> Questions(Taxonomy taxonomy) =>
    [
        new(ModelAxes.Category, [.. taxonomy.Categories.Select(category => category.Code)],
            (example, result) => One(example.Category is { } category ? Taxonomy.TopOf(category) : null,
            Taxonomy.TopOf(result.Category.Value))),
        // Dozens of classes, most of them without a text: only those that occur
        new(ModelAxes.Subcategory, [], (example, result) => One(example.Category?.Contains('/') == true ? example.Category : null,
            result.Category.Value)),
        new(ModelAxes.Urgency, AxisValues.Urgencies, (example, result) => One(example.Urgency, result.Urgency.Value)),
        new(ModelAxes.Sentiment, AxisValues.Sentiments, (example, result) => One(example.Sentiment,
        result.Sentiment.Value >= 0 ? "pos" : "neg")),
        new(ModelAxes.Emotion, AxisValues.Emotions, (example, result) => One(example.Emotion, result.Emotion.Value)),
        new(ModelAxes.Demand, [Asked, NotAsked], (example, result) => example.Demands is not { } demands
            ? []
            : AxisValues.Demands.Select(demand => new Answer(Name(demands.Contains(demand)), Name(result.Demands.Value.Contains(demand))))),
        new(ModelAxes.Severity, AxisValues.Severities, (example, result) =>
            One(example.Severity ?? Computed(example, ModelAxes.Severity), result.Severity.Value)),
        new(ReasonCode, [], (example, result) => One(Computed(example, ReasonCode), result.ReasonCode.Value ?? "")),
        new(Difficulty, AxisValues.Difficulties, (example, result) => One(Computed(example, Difficulty), result.Difficulty.Value)),
    ];

    private static string? Computed(Example example, string axis) => example.Computed?.GetValueOrDefault(axis);

    private static IEnumerable<Answer> One(string? expected, string given) => expected is null ? [] : [new Answer(expected, given)];

    private static string Name(bool isAsked) => isAsked ? Asked : NotAsked;

    private sealed record Question(string Axis, IReadOnlyList<string> Classes,
        Func<Example, ClassificationResult, IEnumerable<Answer>> Ask);
}
