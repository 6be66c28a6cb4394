namespace ComplaintPlatform.Contracts;

/// <summary>An amount with its ISO 4217 currency.</summary>
public sealed record EventMoney
{
    public required decimal Amount { get; init; }

    public required string Currency { get; init; }
}
