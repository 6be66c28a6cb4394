namespace ComplaintPlatform.Classification.Training;

/// <summary>
/// The fifth of all texts that models are judged on: by a hash of the text, so that the same are held out everywhere and always.
/// </summary>
internal static class HeldOut
{
    public const int Parts = 5;

    public static bool Includes(string text) => Hash(text) % Parts == 0;

    /// <summary>Which of the fifths; the first is held out.</summary>
    public static int PartOf(string text) => (int)(Hash(text) % Parts);

    // FNV-1a
    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var unit in text)
            hash = (hash ^ unit) * 16777619u;

        return hash;
    }
}
