namespace ComplaintPlatform.Resolution;

/// <summary>How this process works, not what the house decides; section <c>Resolution</c> of the configuration.</summary>
internal sealed class ResolutionOptions
{
    /// <summary>After so long without news a stream says that it is still there; proxies close what is silent, often after 30 s.</summary>
    public TimeSpan StreamHeartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the board is counted at most while somebody watches it.</summary>
    public TimeSpan BoardInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    public PrecedentOptions Precedents { get; set; } = new();
}

/// <summary>How much work a search for precedents is: more finds more, and takes longer.</summary>
internal sealed class PrecedentOptions
{
    /// <summary>Words of a question that no sample of precedents knows, and so are rare.</summary>
    public int RareTokens { get; set; } = 16;

    /// <summary>The rarest of the others.</summary>
    public int KnownTokens { get; set; } = 12;

    /// <summary>Of each of them so many of the latest precedents are looked at.</summary>
    public int EntriesPerToken { get; set; } = 4_000;

    /// <summary>So many are compared word by word.</summary>
    public int Compared { get; set; } = 250;
}
