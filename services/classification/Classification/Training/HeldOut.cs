namespace ComplaintPlatform.Classification.Training;

/// <summary>The fifth of all texts that models are judged on: by a hash of the text, so that the same are held out everywhere and always.</summary>
internal static class HeldOut
{
    private const int Parts = 5;

    public static bool Includes(string text) => Hash(text) % Parts == 0;

    // FNV-1a
    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var unit in text)
            hash = (hash ^ unit) * 16777619u;

        return hash;
    }
}
