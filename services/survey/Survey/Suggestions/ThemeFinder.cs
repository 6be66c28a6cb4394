using System.Buffers;
using System.Text;

namespace ComplaintPlatform.Survey.Suggestions;

/// <summary>A text of a customer.</summary>
/// <param name="Day">On which it came in, where the storefront is.</param>
internal sealed record Suggestion(string Text, string Day, string Source, int? Score);

/// <summary>What several texts say.</summary>
/// <param name="Theme"><c>null</c> for what no theme names: then the phrase does.</param>
internal sealed record FoundTheme(SuggestionTheme? Theme, string Phrase, IReadOnlyList<Suggestion> Texts);

/// <summary>
/// Sorts texts by the themes of the policy, and finds in those that no theme knows the phrases that come again and again: what is new is
/// not lost because nobody has thought of it yet.
/// </summary>
internal sealed class ThemeFinder(SuggestionThemes policy)
{
    private const int ShortestPhrase = 2, LongestPhrase = 6, MostPhrases = 10, LongestRead = 500;

    // Of texts that hold the shorter phrase so many also hold the longer one: then the longer one is the phrase
    private const double Contained = 0.8;

    // Characters and words that begin or end no phrase anybody would call a theme by
    private static readonly SearchValues<char> Fillers = SearchValues.Create("的了是我你他她它们就都也还很太不没有在和与及或但而这那个一上下要会能可以让给对把被从到吗呢吧啊呀哦嗯希望建议请更再");
    private static readonly HashSet<string> FillerWords =
    [
        "the", "a", "an", "and", "or", "but", "of", "to", "in", "on", "at", "for", "with", "is", "are", "was", "were", "be", "been", "it", "its",
        "this", "that", "i", "my", "me", "we", "you", "your", "they", "them", "their", "please", "would", "could", "should", "can", "will", "have",
        "has", "had", "not", "no", "so", "very", "more", "as", "by", "from", "do", "did", "if", "there", "when", "what", "just", "too", "all",
    ];

    private readonly List<(SuggestionTheme Theme, SearchValues<string> Words)> _themes = [.. policy.Themes
        .Select(theme => (theme, SearchValues.Create([.. theme.Words], StringComparison.OrdinalIgnoreCase)))];

    public IReadOnlyList<SuggestionTheme> ThemesOf(string text)
    {
        var read = Read(text);
        return [.. _themes.Where(pair => read.AsSpan().ContainsAny(pair.Words)).Select(pair => pair.Theme)];
    }

    /// <summary>The most frequent first.</summary>
    public IReadOnlyList<FoundTheme> Find(IReadOnlyCollection<Suggestion> suggestions)
    {
        var byTheme = new Dictionary<string, (SuggestionTheme Theme, List<Suggestion> Texts)>(StringComparer.Ordinal);
        var others = new List<Suggestion>();
        foreach (var suggestion in suggestions)
        {
            var themes = ThemesOf(suggestion.Text);
            if (themes.Count == 0)
                others.Add(suggestion);
            foreach (var theme in themes)
            {
                if (!byTheme.TryGetValue(theme.Id, out var known))
                    byTheme.Add(theme.Id, known = (theme, []));
                known.Texts.Add(suggestion);
            }
        }

        return [.. byTheme.Values.Select(pair => new FoundTheme(pair.Theme, "", pair.Texts)).Concat(Phrases(others))
            .OrderByDescending(found => found.Texts.Count).ThenBy(found => found.Theme?.Id ?? found.Phrase, StringComparer.Ordinal)];
    }

    private IEnumerable<FoundTheme> Phrases(List<Suggestion> suggestions)
    {
        var texts = new Dictionary<string, List<Suggestion>>(StringComparer.Ordinal);
        foreach (var suggestion in suggestions)
        {
            foreach (var phrase in PhrasesOf(Read(suggestion.Text)))
            {
                if (!texts.TryGetValue(phrase, out var list))
                    texts.Add(phrase, list = []);
                list.Add(suggestion);
            }
        }

        var frequent = texts.Where(pair => pair.Value.Count >= policy.LeastTexts)
            .OrderByDescending(pair => pair.Key.Length).ThenByDescending(pair => pair.Value.Count).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .ToList();
        var kept = new List<KeyValuePair<string, List<Suggestion>>>();
        foreach (var phrase in frequent)
        {
            if (!kept.Exists(longer => longer.Key.Contains(phrase.Key, StringComparison.Ordinal)
                && longer.Value.Count >= Contained * phrase.Value.Count))
                kept.Add(phrase);
        }

        // What the more frequent phrase has told of is not told again
        var told = new HashSet<Suggestion>();
        foreach (var phrase in kept.OrderByDescending(pair => pair.Value.Count).ThenByDescending(pair => pair.Key.Length)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(MostPhrases))
        {
            if (phrase.Value.Count(text => !told.Contains(text)) * 2 < phrase.Value.Count)
                continue;
            told.UnionWith(phrase.Value);
            yield return new FoundTheme(null, phrase.Key, phrase.Value);
        }
    }

    private static IEnumerable<string> PhrasesOf(string text)
    {
        var phrases = new HashSet<string>(StringComparer.Ordinal);
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            if (IsHan(text[at]))
            {
                while (at < text.Length && IsHan(text[at]))
                    at++;
                for (var from = start; from < at; from++)
                {
                    for (var length = ShortestPhrase; length <= LongestPhrase && from + length <= at; length++)
                    {
                        if (!Fillers.Contains(text[from]) && !Fillers.Contains(text[from + length - 1]))
                            phrases.Add(text.Substring(from, length));
                    }
                }
            }
            else if (char.IsAsciiLetter(text[at]))
            {
                while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is ' ' or '\'' or '-'))
                    at++;
                AddWords(text[start..at].ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries), phrases);
            }
            else
            {
                at++;
            }
        }

        return phrases;
    }

    private static void AddWords(string[] words, HashSet<string> phrases)
    {
        for (var from = 0; from < words.Length; from++)
        {
            for (var length = 1; length <= 3 && from + length <= words.Length; length++)
            {
                if (!FillerWords.Contains(words[from]) && !FillerWords.Contains(words[from + length - 1])
                    && (length > 1 || words[from].Length > 3))
                    phrases.Add(string.Join(' ', words, from, length));
            }
        }
    }

    // Full-width letters and signs are read as half-width ones
    private static string Read(string text)
    {
        var cut = text.Length > LongestRead ? text[..LongestRead] : text;
        var read = new StringBuilder(cut.Length);
        foreach (var character in cut)
            read.Append(character is >= '\uFF01' and <= '\uFF5E' ? (char)(character - 0xFEE0) : character);
        return read.ToString();
    }

    private static bool IsHan(char character) => character is >= '\u4E00' and <= '\u9FFF';
}
