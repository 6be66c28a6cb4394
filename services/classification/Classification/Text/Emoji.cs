using System.Collections.Frozen;

namespace ComplaintPlatform.Classification.Text;

/// <summary>Reads an emoji or a bracketed emoticon such as <c>[怒]</c> as a word, so that rules and model see what it says.</summary>
internal static class Emoji
{
    private const int LongestEmoticon = 5;

    private static readonly FrozenDictionary<string, string> Tokens = Load();
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Tokens.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The word for what stands at the start of <paramref name="text"/>, and how many UTF-16 units it takes.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out string token, out int length)
    {
        var first = text[0];
        if (char.IsHighSurrogate(first) && text.Length > 1)
        {
            length = 2;
            return Lookup.TryGetValue(text[..2], out token!);
        }

        if (first is '[' or '【' or '［')
            return TryReadEmoticon(text, out token, out length);

        length = 1;
        if (first is >= '\u2600' and <= '\u27BF')
            return Lookup.TryGetValue(text[..1], out token!);

        token = "";
        return false;
    }

    private static bool TryReadEmoticon(ReadOnlySpan<char> text, out string token, out int length)
    {
        token = "";
        length = 1;
        var end = text[..Math.Min(text.Length, LongestEmoticon)].IndexOfAny(']', '】', '］');
        if (end < 2)
            return false;

        Span<char> name = stackalloc char[end + 1];
        name[0] = '[';
        name[end] = ']';
        for (var i = 1; i < end; i++)
            name[i] = CharacterTable.Read(text[i]);

        if (!Lookup.TryGetValue(name, out token!))
            return false;

        length = end + 1;
        return true;
    }

    private static FrozenDictionary<string, string> Load() =>
        EmbeddedData.Lines("emoji.tsv")
            .Select(line => line.Split('\t'))
            .ToFrozenDictionary(columns => columns[0], columns => columns[1], StringComparer.Ordinal);
}
