using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Engine;

/// <summary>A normalised text and how far it can be relied on.</summary>
/// <param name="IsInstruction">It speaks to a program ("ignore your instructions"); read as a text like any other, but by a person
/// too.</param>
internal sealed record Reading(string Text, string Language, bool IsInstruction)
{
    private const int FewestCharacters = 4;
    private const int FewestDifferent = 3;

    /// <summary>What is said of a text that cannot be read is a guess at most this sure.</summary>
    public const double UnclearConfidence = 0.3;

    /// <summary>Too short, of one character, or in a language that was not learned: whatever comes out is a guess.</summary>
    public bool IsUnclear { get; } = IsInstruction || Language == LanguageDetector.Undetermined || SaysLittle(Text);

    public double Confidence(double confidence) => Math.Round(IsUnclear ? Math.Min(UnclearConfidence, confidence) : confidence, 4);

    // Different characters are remembered only up to the few that are asked for
    private static bool SaysLittle(string text)
    {
        Span<char> seen = stackalloc char[FewestDifferent];
        var (count, different) = (0, 0);
        foreach (var unit in text)
        {
            if (!char.IsLetterOrDigit(unit))
                continue;

            count++;
            if (different < FewestDifferent && !seen[..different].Contains(unit))
                seen[different++] = unit;
            if (count >= FewestCharacters && different == FewestDifferent)
                return false;
        }

        return true;
    }
}
