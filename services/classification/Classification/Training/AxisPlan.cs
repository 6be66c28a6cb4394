using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;

namespace ComplaintPlatform.Classification.Training;

/// <summary>What is learned for one axis, from which labels, how strongly regularised; found by cross-validation.</summary>
internal sealed record AxisPlan
{
    public required string Axis { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    public required Func<Example, IReadOnlyList<string>?> Labels { get; init; }

    /// <summary>The only class that a text teaches something about; null where it is all of them.</summary>
    public Func<Example, string?> Teaches { get; init; } = _ => null;

    public required TrainingOptions Options { get; init; }

    /// <summary>The engine's rule score for a class.</summary>
    public required Func<RuleFindings, string, double> Rules { get; init; }

    /// <summary>What the rules decide alone, over the model's head; null where they leave it to both.</summary>
    public Func<RuleFindings, string?> Decided { get; init; } = _ => null;

    /// <summary>How many times worse it is to miss this class than another.</summary>
    public Func<string, double> MissCost { get; init; } = _ => 1;

    /// <summary>Exactly one class holds; otherwise each is a question of its own.</summary>
    public bool IsChoice { get; init; } = true;

    public static AxisPlan Category(Taxonomy taxonomy) => new()
    {
        Axis = ModelAxes.Category,
        Classes = [.. taxonomy.Categories.Select(category => category.Code)],
        Labels = example => One(example.Category is { } category ? Taxonomy.TopOf(category) : null),
        Options = Sparse,
        Rules = (found, top) => found.BranchScore(top),
        Decided = found => CategoryAxis.Hazard(found) is { } hazard ? Taxonomy.TopOf(hazard) : null,
    };

    public static AxisPlan Subcategory(Taxonomy taxonomy) => new()
    {
        Axis = ModelAxes.Subcategory,
        Classes = [.. taxonomy.Categories.SelectMany(category => category.Children, (category, child) => $"{category.Code}/{child.Code}")],
        Labels = example => example.Category?.Contains('/') == true ? [example.Category] : null,
        Options = Sparse,
        Rules = (found, value) => found.Score(RuleAxis.Category, value),
    };

    public static AxisPlan Urgency { get; } = new()
    {
        Axis = ModelAxes.Urgency,
        Classes = AxisValues.Urgencies,
        // Praise is never urgent; without it the model would take any long story for an emergency
        Labels = example => One(example.Urgency) ?? (example is { Source: ExampleFiles.Reviews, Sentiment: "pos" } ? [] : null),
        Teaches = example => example.Urgency is null ? AxisValues.Urgent : null,
        Options = Sparse,
        Rules = (found, value) => found.Score(RuleAxis.Urgency, value),
        Decided = found => UrgencyAxis.IsUrgentByRule(found) ? AxisValues.Urgent : null,
        MissCost = value => value == AxisValues.Urgent ? new UrgencyPolicy().MissedCost : 1,
    };

    public static AxisPlan Severity { get; } = new()
    {
        Axis = ModelAxes.Severity,
        Classes = AxisValues.Severities,
        Labels = example => One(example.Severity),
        Options = Sparse,
        Rules = (_, _) => 0,
    };

    public static AxisPlan Sentiment { get; } = new()
    {
        Axis = ModelAxes.Sentiment,
        Classes = ["pos", "neg"],
        // What is neither teaches both questions "no"
        Labels = example => example.Sentiment == "neutral" ? [] : One(example.Sentiment),
        Options = new TrainingOptions { Balance = 1, FewestTexts = 2 },
        Rules = (found, value) => value == "pos" ? MoodAxis.Balance(found) : -MoodAxis.Balance(found),
        IsChoice = false,
    };

    public static AxisPlan Emotion { get; } = new()
    {
        Axis = ModelAxes.Emotion,
        Classes = AxisValues.Emotions,
        Labels = example => One(example.Emotion),
        Options = Sparse with { FewestTexts = 2 },
        Rules = MoodAxis.EmotionScore,
    };

    public static AxisPlan Demand { get; } = new()
    {
        Axis = ModelAxes.Demand,
        Classes = AxisValues.Demands,
        Labels = example => example.Demands,
        Options = Sparse,
        Rules = (found, value) => found.Score(RuleAxis.Demand, value),
        IsChoice = false,
    };

    public static IReadOnlyList<AxisPlan> All(Taxonomy taxonomy) =>
        [Category(taxonomy), Subcategory(taxonomy), Urgency, Severity, Sentiment, Emotion, Demand];

    // A method, because the plans above are made before any static value below them
    private static TrainingOptions Sparse => new() { Cost = 0.4, Balance = 0.5, Discrimination = 0 };

    /// <summary>
    /// How much a text of a source counts: what was labelled for another purpose less than what a person labelled for this one.
    /// </summary>
    public static double WeightOf(Example example, string axis) => example.Weight * example.Source switch
    {
        ExampleFiles.Corrections => 1.5,
        // Labelled complaints are nearly all displeased; the few written as praise stand for what shops hear most
        ExampleFiles.HandLabelled when axis is ModelAxes.Sentiment => 0.25,
        ExampleFiles.Written when axis is ModelAxes.Sentiment => example.Sentiment == "pos" ? 4 : 2,
        ExampleFiles.HandLabelled or ExampleFiles.Written => 1,
        ExampleFiles.Intents or ExampleFiles.Questions => 0.1,
        _ when axis is ModelAxes.Sentiment => 1,
        ExampleFiles.Tweets when axis is ModelAxes.Emotion => 0.1,
        // Tweets and reviews labelled for this project, by the tweet or review; the rest only says that it is not urgent, or pleasant
        ExampleFiles.Tweets or ExampleFiles.Phones => 1,
        _ => 0.15,
    };

    private static IReadOnlyList<string>? One(string? label) => label is null ? null : [label];
}
