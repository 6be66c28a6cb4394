namespace ComplaintPlatform.Contracts.Classification;

/// <summary>The classification of a complaint on every axis; values as in the API.</summary>
public sealed record ComplaintAxes
{
    /// <summary>Such as <c>logistics/delay</c>.</summary>
    public required string Category { get; init; }

    public string? ReasonCode { get; init; }

    /// <summary><c>urgent</c>, <c>general</c> or <c>non_urgent</c>.</summary>
    public required string Urgency { get; init; }

    /// <summary><c>minor</c>, <c>general</c> or <c>serious</c>.</summary>
    public required string Severity { get; init; }

    /// <summary><c>new</c>, <c>returning</c>, <c>loyal</c> or <c>vip</c>.</summary>
    public required string CustomerType { get; init; }

    /// <summary><c>simple</c>, <c>medium</c> or <c>complex</c>.</summary>
    public required string Difficulty { get; init; }

    /// <summary>Some of <c>compensation</c>, <c>repair</c>, <c>prevention</c>, <c>emotional</c>.</summary>
    public required IReadOnlyList<string> Demands { get; init; }

    /// <summary>-1 (very negative) to 1.</summary>
    public required double Sentiment { get; init; }

    /// <summary>0 to 1.</summary>
    public required double EscalationRisk { get; init; }
}
