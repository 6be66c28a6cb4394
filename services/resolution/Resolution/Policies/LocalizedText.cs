using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Resolution.Policies;

/// <summary>A text for people in both languages of the platform.</summary>
public sealed record LocalizedText(string Zh, string En)
{
    /// <summary>The title of one instalment.</summary>
    internal LocalizedText Part(int number, int count, Money sum) =>
        new($"{Zh}:第 {number}/{count} 期 {sum}", $"{En}: part {number} of {count}, {sum}");

    public string In(string language) => language.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Zh : En;
}
