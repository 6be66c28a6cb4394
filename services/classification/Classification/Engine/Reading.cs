using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Engine;

/// <summary>A normalised text and how far it can be relied on.</summary>
/// <param name="IsInstruction">It speaks to a program ("ignore your instructions"); read as a text like any other, but by a person too.</param>
internal sealed record Reading(string Text, string Language, bool IsInstruction)
{
    private const int FewestCharacters = 4;
    private const int FewestDifferent = 3;

    /// <summary>What is said of a text that cannot be read is a guess at most this sure.</summary>
    public const double UnclearConfidence = 0.3;

    /// <summary>Too short, of one character, or in a language that was not learned: whatever comes out is a guess.</summary>
    public bool IsUnclear { get; } =
        IsInstruction || Language == LanguageDetector.Undetermined || Text.Count(char.IsLetterOrDigit) < FewestCharacters
        || Text.Where(char.IsLetterOrDigit).Distinct().Take(FewestDifferent).Count() < FewestDifferent;

    public double Confidence(double confidence) => Math.Round(IsUnclear ? Math.Min(UnclearConfidence, confidence) : confidence, 4);
}
