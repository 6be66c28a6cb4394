namespace ComplaintPlatform.Contracts.Resolution;

/// <summary>What other services need to know of a case that ended, so that they never have to ask.</summary>
public sealed record CaseFacts
{
    public required string Category { get; init; }

    public required string Urgency { get; init; }

    public required string CustomerType { get; init; }

    /// <summary>The channel by which the complaint came in.</summary>
    public required string Channel { get; init; }

    /// <summary><c>zh-CN</c> or <c>en</c>.</summary>
    public required string Language { get; init; }

    public Guid? CustomerId { get; init; }

    public Guid? AgentId { get; init; }

    public required string Department { get; init; }
}
