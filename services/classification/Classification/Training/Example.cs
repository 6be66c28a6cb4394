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

    /// <summary>Of an unlabelled text: whichever it is, it is not urgent.</summary>
    public bool IsNotUrgent { get; init; }

    public string? Sentiment { get; init; }

    public string? Emotion { get; init; }

    public IReadOnlyList<string>? Demands { get; init; }
}
