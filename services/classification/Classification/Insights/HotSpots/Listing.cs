using ComplaintPlatform.Classification.Insights.Terms;

namespace ComplaintPlatform.Classification.Insights.HotSpots;

/// <param name="Phrases">Longer phrases that say the same thing more closely.</param>
internal sealed record ListedTerm(TermScore Score, string Words, IReadOnlyList<string> Phrases)
{
    public string Text => Term.Readable(Words);
}

/// <summary>
/// From scored terms to what people read: phrases that hang together, each matter once. Where a word ends is the word list's to say; a
/// fragment that nearly always goes on to a longer phrase is left to that phrase, and a phrase that stands out no more than a word of it is
/// told beside that word.
/// </summary>
internal static class Listing
{
    private const int MostPhrases = 5;

    public static List<ListedTerm> Of(IReadOnlyList<(TermScore Score, string Words)> terms, Background background, InsightPolicy policy)
    {
        var readable = terms.Where(term => HangsTogether(term.Words, term.Score, background, policy)).ToList();
        var counts = readable.ToDictionary(term => term.Words, term => term.Score.Count, StringComparer.Ordinal);
        var explained = readable
            .SelectMany(longer => FragmentsOf(longer.Words).Where(fragment => counts.TryGetValue(fragment, out var count)
                && longer.Score.Count >= policy.FoldedShare * count))
            .ToHashSet(StringComparer.Ordinal);

        var kept = new Dictionary<string, (TermScore Score, List<string> Phrases)>(StringComparer.Ordinal);
        foreach (var (score, words) in readable.Where(term => !explained.Contains(term.Words)).OrderByDescending(term => term.Score.ZScore)
            .ThenBy(term => term.Words, StringComparer.Ordinal))
        {
            // In falling order: a fragment that is there stands out more
            if (FragmentsOf(words).FirstOrDefault(kept.ContainsKey) is { } fragment)
                kept[fragment].Phrases.Add(Term.Readable(words));
            else
                kept.Add(words, (score, []));
        }

        return [.. kept.Select(pair => new ListedTerm(pair.Value.Score, pair.Key, [.. pair.Value.Phrases.Take(MostPhrases)]))];
    }

    private static bool HangsTogether(string words, TermScore score, Background background, InsightPolicy policy)
    {
        var all = words.Split(' ');
        if (all.Length == 1)
            return true;

        var together = Math.Max(background.CountOf(score.Term), score.Count);
        var parts = all.Where(part => !StopWords.IsNegator(part))
            .Select(part => (double)Math.Max(background.CountOf(Term.HashOf(part)), together)).ToArray();
        if (together < policy.Cohesion * parts.Min())
            return false;

        // More often than words that know nothing of each other would meet
        return parts.Length == 1 || together > parts.Aggregate((product, count) => product * count / Math.Max(background.Documents, 1));
    }

    private static IEnumerable<string> FragmentsOf(string words)
    {
        var parts = words.Split(' ');
        for (var length = 1; length < parts.Length; length++)
        {
            for (var start = 0; start + length <= parts.Length; start++)
                yield return string.Join(' ', parts, start, length);
        }
    }
}
