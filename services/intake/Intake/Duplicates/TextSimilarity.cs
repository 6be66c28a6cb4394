namespace ComplaintPlatform.Intake.Duplicates;

/// <summary>
/// How alike two texts are: the Jaccard index of their character pairs (shared pairs / all pairs), letters and digits only, without case.
/// Works alike for Chinese and English and needs no word list.
/// </summary>
internal static class TextSimilarity
{
    /// <returns>0 (nothing in common) to 1 (the same).</returns>
    public static double Of(string first, string second)
    {
        var pairs = Pairs(first);
        var others = Pairs(second);
        if (pairs.Count == 0 || others.Count == 0)
            return 0;

        var shared = pairs.Count(others.Contains);
        return (double)shared / (pairs.Count + others.Count - shared);
    }

    private static HashSet<(char, char)> Pairs(string text)
    {
        var pairs = new HashSet<(char, char)>();
        var previous = '\0';
        foreach (var character in text)
        {
            if (!char.IsLetterOrDigit(character))
                continue;
            var letter = char.ToLowerInvariant(character);
            if (previous != '\0')
                pairs.Add((previous, letter));
            previous = letter;
        }

        return pairs;
    }
}
