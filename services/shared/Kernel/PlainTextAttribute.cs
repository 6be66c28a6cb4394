using System.ComponentModel.DataAnnotations;

namespace ComplaintPlatform.Kernel;

/// <summary>
/// Text, or a list of texts, without what a person cannot see and a program may trip over: control characters other than tab and line ends,
/// bidirectional controls (which make text read otherwise than it is), and halves of characters. For identifiers as well.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Field)]
public sealed class PlainTextAttribute() : ValidationAttribute(Texts.PlainText)
{
    /// <summary>For identifiers and other texts of one line: neither tab nor line end.</summary>
    public bool OneLine { get; set; }

    public override bool IsValid(object? value) => value switch
    {
        null => true,
        string text => IsPlain(text, OneLine),
        IEnumerable<string?> texts => texts.All(text => text is null || IsPlain(text, OneLine)),
        _ => true,
    };

    /// <summary>The same rule for texts that do not come as JSON (imports, form fields).</summary>
    public static bool IsPlain(string text, bool oneLine = false)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (character is '\t' or '\n' or '\r' ? oneLine : char.IsControl(character))
                return false;
            if (character is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'))
                return false;
            if (char.IsHighSurrogate(character) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
                at++;
            else if (char.IsSurrogate(character))
                return false;
        }

        return true;
    }
}
