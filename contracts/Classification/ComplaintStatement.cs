namespace ComplaintPlatform.Contracts.Classification;

/// <summary>The complaint in the customer's own sentences, each part shortened; empty where the customer said nothing of the
/// kind.</summary>
public sealed record ComplaintStatement
{
    /// <summary>What happened.</summary>
    [Erasable]
    public required string Fact { get; init; }

    [Erasable]
    public required string Feeling { get; init; }

    /// <summary>What the customer wants.</summary>
    [Erasable]
    public required string Need { get; init; }
}
