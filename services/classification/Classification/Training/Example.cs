using ComplaintPlatform.Classification.Engine;

namespace ComplaintPlatform.Classification.Training;

/// <summary>A text with what is known about it; an axis that is not labelled stays null and teaches nothing.</summary>
internal sealed record Example
{
    public required string Text { get; init; }

    /// <summary>The file or feed it comes from; the base of weights and of the model card.</summary>
    public required string Source { get; init; }

    /// <summary>How much it counts beside the others.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Top level, or "top/sub".</summary>
    public string? Category { get; init; }

    public string? SecondCategory { get; init; }

    public string? Urgency { get; init; }

    /// <summary>Of the words alone: minor, general or serious.</summary>
    public string? Severity { get; init; }

    /// <summary>pos, neg or neutral.</summary>
    public string? Sentiment { get; init; }

    public string? Emotion { get; init; }

    public IReadOnlyList<string>? Demands { get; init; }

    /// <summary>The axes that are computed from facts besides; nothing is learned of them, they are judged.</summary>
    public IReadOnlyDictionary<string, string>? Computed { get; init; }

    /// <summary>What was known besides the text; null: nothing.</summary>
    public ClassificationInput? Input { get; init; }

    /// <summary>How the text was drawn: "random" is the natural mix, the others are rich in rare classes.</summary>
    public string? Stratum { get; init; }

    /// <summary>As in the file's name ("zh", "en"); null where a file holds both.</summary>
    public string? Language { get; init; }
}
