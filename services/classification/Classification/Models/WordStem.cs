namespace ComplaintPlatform.Classification.Models;

/// <summary>
/// Cuts the ending of a form off an English word. Rough on purpose: the same word must come out alike, and it need not be a word of the
/// dictionary.
/// </summary>
internal static class WordStem
{
    private const int Shortest = 3;

    // Longer ones first
    private static readonly string[] Endings = ["ingly", "edly", "ment", "ing", "ies", "ied", "ful", "'s", "ed", "ly", "es", "er", "s",
        "e", "y"];

    public static int LengthOf(ReadOnlySpan<char> word)
    {
        var length = word.Length;
        foreach (var ending in Endings)
        {
            if (length - ending.Length < Shortest || !word[..length].EndsWith(ending))
                continue;

            length -= ending.Length;
            // "Refuses" and "refuse"
            if (ending is "s" && length > Shortest + 1 && word[length - 1] == 'e')
                length--;
            break;
        }

        // "Shipped" and "ship"
        return length > Shortest && word[length - 1] == word[length - 2] ? length - 1 : length;
    }
}
