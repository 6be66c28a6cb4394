namespace ComplaintPlatform.Classification.Text;

/// <summary>Questions about single characters of a normalised text.</summary>
internal static class Script
{
    public static bool IsHan(char unit) =>
        unit is (>= '\u4E00' and <= '\u9FFF') or (>= '\u3400' and <= '\u4DBF') or (>= '\uF900' and <= '\uFAFF');

    public static bool IsWord(char unit) => char.IsAsciiLetterOrDigit(unit) || (unit > '\u007F' && char.IsLetter(unit) && !IsHan(unit));

    public static bool EndsSentence(char unit) => unit is '.' or '!' or '?' or ';' or '\n';

    public static bool EndsClause(char unit) => EndsSentence(unit) || unit is ',' or ':' or '(' or ')' or '~';
}
