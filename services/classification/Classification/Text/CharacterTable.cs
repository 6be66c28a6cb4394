namespace ComplaintPlatform.Classification.Text;

/// <summary>
/// What each UTF-16 unit is read as: half-width, lower case, simplified. One table, so that normalising costs one look-up a character.
/// </summary>
internal static class CharacterTable
{
    /// <summary>Marks a unit that is not read at all (controls, zero-width, variation selectors, skin tones).</summary>
    public const char Dropped = '\0';

    private static readonly char[] Units = Build();

    public static char Read(char unit) => Units[unit];

    private static char[] Build()
    {
        var units = new char[char.MaxValue + 1];
        for (var i = 0; i < units.Length; i++)
            units[i] = Fold((char)i);

        foreach (var pair in EmbeddedData.Lines("traditional.txt"))
            units[pair[0]] = pair[1];

        return units;
    }

    private static char Fold(char unit) => unit switch
    {
        '\n' or '\r' or '\u2028' or '\u2029' => '\n',
        '\t' or '\u3000' or '\u00A0' => ' ',
        '。' => '.',
        '，' => ',',
        '【' or '「' or '『' or '〔' => '[',
        '】' or '」' or '』' or '〕' => ']',
        '’' or '‘' or 'ʼ' or '´' => '\'',
        '“' or '”' or '《' or '》' or '〈' or '〉' => '"',
        '—' or '–' or '‐' or '‑' => '-',
        '…' => '.',
        '～' or '〜' => '~',
        '×' => 'x',
        >= '\uFF01' and <= '\uFF5E' => char.ToLowerInvariant((char)(unit - 0xFEE0)),
        '\u200D' or '\uFE0F' or '\uFE0E' or '\uFEFF' or '\uFFFD' or '\u00AD' => Dropped,
        >= '\u200B' and <= '\u200F' => Dropped,
        _ when char.IsControl(unit) || char.IsSurrogate(unit) => Dropped,
        _ when char.IsWhiteSpace(unit) => ' ',
        _ => char.ToLowerInvariant(unit),
    };
}
