using System.Buffers;

namespace ComplaintPlatform.Classification.Statements;

/// <summary>
/// Cuts a text where a thought ends: at sentence marks, and at commas where the pieces stay long enough to be read alone.
/// </summary>
internal ref struct Clauses(ReadOnlySpan<char> text)
{
    private static readonly SearchValues<char> Marks = SearchValues.Create("。.!！?？;；\n,，");

    private readonly ReadOnlySpan<char> _text = text;
    private int _start;

    /// <summary>The next clause; false behind the last.</summary>
    public bool TryRead(out Range clause)
    {
        while (_start <= _text.Length)
        {
            var from = _start;
            var end = EndFrom(from);
            _start = end + 1;
            while (from < end && IsMargin(_text[from]))
                from++;
            while (end > from && IsMargin(_text[end - 1]))
                end--;

            if (end > from)
            {
                clause = from..end;
                return true;
            }
        }

        clause = default;
        return false;
    }

    private readonly int EndFrom(int from)
    {
        for (var at = from; at < _text.Length; at++)
        {
            var next = _text[at..].IndexOfAny(Marks);
            if (next < 0)
                break;

            at += next;
            if (Ends(at))
                return at;
        }

        return _text.Length;
    }

    // A point between digits belongs to a number, one between letters to a name
    private readonly bool Ends(int at) => _text[at] switch
    {
        '.' => at + 1 == _text.Length || char.IsWhiteSpace(_text[at + 1]),
        ',' or '，' => !(at + 1 < _text.Length && char.IsAsciiDigit(_text[at + 1])),
        _ => true,
    };

    private static bool IsMargin(char unit) => unit is ' ' or '\t' or '\r' or '\n' or ',' or '，';
}
