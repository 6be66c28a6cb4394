namespace ComplaintPlatform.Resolution.Policies;

/// <summary>A text for people in both languages of the platform.</summary>
public sealed record LocalizedText(string Zh, string En)
{
    public string In(string language) => language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Zh : En;
}
