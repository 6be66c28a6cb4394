namespace ComplaintPlatform.Classification.Statements;

/// <summary>What happened, how the customer feels, what the customer wants; in the customer's own sentences.</summary>
internal sealed record Statement(string Fact, string Feeling, string Need);
