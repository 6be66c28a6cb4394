using System.Buffers;

namespace ComplaintPlatform.Classification.Text;

/// <summary>
/// Brings every way of writing the same words to one: half-width, simplified, lower case, emoji as words, one space, a letter or sign at
/// most twice in a row. Linear in the length of the text; reads at most <see cref="LongestText"/> units.
/// </summary>
internal static class TextNormalizer
{
    public const int LongestText = 40_000;

    public static string Normalize(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";

        var source = text.AsSpan(0, Math.Min(text.Length, LongestText));
        var rented = ArrayPool<char>.Shared.Rent(MostOf(source.Length));
        try
        {
            var length = Write(source, rented);
            return new string(rented, 0, length);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    /// <summary>
    /// How much room <see cref="Write"/> may need: an emoji of two units may become a word of four with a space on each side.
    /// </summary>
    public static int MostOf(int length) => (length * 4) + 8;

    /// <summary>Writes the normalised text, and how long it is.</summary>
    public static int Write(ReadOnlySpan<char> source, Span<char> target)
    {
        var length = 0;
        for (var i = 0; i < source.Length;)
        {
            if (IsEmojiStart(source[i]) && Emoji.TryRead(source[i..], out var token, out var units))
            {
                if (!EndsWith(target[..length], token))
                {
                    length = Append(target, length, ' ');
                    token.CopyTo(target[length..]);
                    length = Append(target, length + token.Length, ' ');
                }

                i += units;
                continue;
            }

            var unit = CharacterTable.Read(source[i++]);
            if (unit != CharacterTable.Dropped)
                length = Append(target, length, unit);
        }

        return target[..length].TrimEnd(" \n").Length;
    }

    private static bool IsEmojiStart(char unit) => unit is '[' or '【' or '［' or (>= '\u2600' and <= '\u27BF') || char.IsHighSurrogate(unit);

    // "😡😡😡" says it once more, not three things
    private static bool EndsWith(ReadOnlySpan<char> written, string token) => written.TrimEnd(' ').EndsWith(token);

    private static int Append(Span<char> target, int length, char unit)
    {
        if (unit is ' ' or '\n')
        {
            if (length == 0)
                return 0;
            if (target[length - 1] is ' ' or '\n')
            {
                if (unit == '\n')
                    target[length - 1] = '\n';
                return length;
            }
        }
        else if (!char.IsAsciiDigit(unit) && length >= 2 && target[length - 1] == unit && target[length - 2] == unit)
        {
            return length;
        }

        target[length] = unit;
        return length + 1;
    }
}
