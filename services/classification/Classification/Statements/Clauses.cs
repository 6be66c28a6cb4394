namespace ComplaintPlatform.Classification.Statements;

/// <summary>Cuts a text where a thought ends: at sentence marks, and at commas where the pieces stay long enough to be read alone.</summary>
internal static class Clauses
{
    private const string SentenceMarks = "。.!！?？;；\n";
    private const string Commas = ",，";

    public static IEnumerable<string> Split(string text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !Ends(text, i))
                continue;

            var clause = text[start..i].Trim(' ', '\t', '\r', '\n', ',', '，');
            if (clause.Length > 0)
                yield return clause;

            start = i + 1;
        }
    }

    // A point between digits belongs to a number, one between letters to a name
    private static bool Ends(string text, int at)
    {
        var mark = text[at];
        if (mark == '.')
            return at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]);

        return SentenceMarks.Contains(mark) || (Commas.Contains(mark) && !(at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])));
    }
}
