namespace ComplaintPlatform.Classification.Rules;

internal enum DenialKind
{
    /// <summary>"No fire".</summary>
    Denied,

    /// <summary>"No need of a refund": not even a topic.</summary>
    Unwanted,

    /// <summary>Asked, imagined, feared, reported, or said that it will not be done.</summary>
    Unreal,
}

/// <summary>A stretch of a text whose content is denied.</summary>
/// <param name="Cue">Where the word stands that says it.</param>
/// <param name="Start">Behind that word.</param>
internal readonly record struct DeniedScope(DenialKind Kind, int Cue, int Start, int End)
{
    /// <summary>A word may begin within the cue: "没有虫子" denies "有虫子".</summary>
    public bool Holds(int position) => position > Cue && position < End;
}
