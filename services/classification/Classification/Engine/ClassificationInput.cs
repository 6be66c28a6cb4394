namespace ComplaintPlatform.Classification.Engine;

/// <summary>All that may decide a classification; besides the text everything may be missing.</summary>
internal sealed record ClassificationInput
{
    public required string Text { get; init; }

    public string? Subject { get; init; }

    public string? Expectation { get; init; }

    /// <summary>The customer's language; believed only where the text does not tell.</summary>
    public string? LanguageHint { get; init; }

    public decimal? OrderAmount { get; init; }

    public decimal? StatedLoss { get; init; }

    public string? Currency { get; init; }

    public CustomerFacts Customer { get; init; } = new();

    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>Supplied by the caller; the engine has no clock.</summary>
    public required DateTimeOffset Now { get; init; }
}

internal sealed record CustomerFacts
{
    public int? OrderCount { get; init; }

    public DateTimeOffset? FirstOrderAt { get; init; }

    public decimal? LifetimeValue { get; init; }

    public bool Vip { get; init; }

    public int EarlierComplaints { get; init; }
}
