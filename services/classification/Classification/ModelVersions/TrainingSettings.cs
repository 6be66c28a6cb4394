namespace ComplaintPlatform.Classification.ModelVersions;

/// <summary>Policy numbers of training; the section <c>Classification:Training</c>.</summary>
internal sealed class TrainingSettings
{
    /// <summary>
    /// The newest corrections count; together with <see cref="MostCharacters"/> this bounds the memory of a training (some 100 MB).
    /// </summary>
    public int MostTexts { get; set; } = 20_000;

    public int MostCharacters { get; set; } = 5_000_000;

    /// <summary>
    /// After each piece of work the trainer rests for this share of the time that it took, so that classification has the processor.
    /// </summary>
    public double RestShare { get; set; } = 0.5;

    /// <summary>
    /// How far the training's thread steps back on Linux, 0 (not at all) to 19; so far that on a busy machine it never ended would be too
    /// far.
    /// </summary>
    public int Niceness { get; set; } = 5;

    /// <summary>How often a running training says how far it is, and keeps its lease.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Another replica starts a training again that was not heard of for this long.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// So many of the newest models can be rolled back to, besides the active one; the files of older ones (10 MB each) are swept.
    /// </summary>
    public int KeepFiles { get; set; } = 20;

    /// <summary>How often a training is started before it is given up.</summary>
    public int Tries { get; set; } = 3;
}
