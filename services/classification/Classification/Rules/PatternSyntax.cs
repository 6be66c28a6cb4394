using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Rules;

/// <summary>
/// Reads a pattern into slots: what must follow each other. Alternatives that stand side by side are spelled out while they are few; beyond
/// that each group is a slot of its own, and an optional group becomes a small gap, so that a pattern costs the sum of its words, not the
/// product.
/// </summary>
internal static class PatternSyntax
{
    private const int MostVariants = 64;

    /// <summary>How far a word that may go on can go on, with the space behind it.</summary>
    private const int LongestEnding = 10;

    public static IReadOnlyList<Slot> Read(string pattern, int longestGap)
    {
        var slots = new List<Slot>();
        List<string> variants = [""];
        var gap = Gap.None;
        foreach (var token in Tokens(pattern))
        {
            var options = token.Options;
            var startsSlot = variants is [""];
            if (token.Kind == TokenKind.Gap)
            {
                Close();
                gap = new Gap(longestGap, MayNegate: true);
            }
            else if (startsSlot && slots.Count > 0 && MayBeSkipped(token))
            {
                Widen(options);
            }
            else if (variants.Count * options.Count <= MostVariants && !variants.Exists(variant => variant.EndsWith('*')))
            {
                variants = [.. variants.SelectMany(_ => options, (head, tail) => head + tail)];
            }
            else
            {
                Close();
                if (MayBeSkipped(token))
                    Widen(options);
                else
                    variants = [.. options];
            }
        }

        Close();
        return slots.Count > 0 ? slots : throw new FormatException($"The pattern '{pattern}' has no words.");

        void Close()
        {
            // A star alone only says that the word before may go on, which the gap behind it says already
            if (variants is [""] || variants.TrueForAll(variant => variant.Trim(' ') is "*" or ""))
            {
                variants = [""];
                return;
            }
            if (variants.Contains(""))
                throw new FormatException($"The pattern '{pattern}' has a part that may be empty between gaps.");

            slots.Add(new Slot([.. variants.Select(variant => ToLiteral(variant, pattern)).Distinct()], slots.Count == 0 ? Gap.None : gap));
            var rest = variants.Exists(variant => variant.EndsWith('*')) ? LongestEnding : 0;
            gap = new Gap(rest + (variants.Exists(variant => variant.EndsWith(' ')) ? 1 : 0), MayNegate: false);
            variants = [""];
        }

        void Widen(List<string> options) => gap = gap with { Length = gap.Length + options.Max(option => option.Length) };
    }

    private static bool MayBeSkipped(Token token) => token.Kind == TokenKind.Optional || token.Options is [" "];

    private static IEnumerable<Token> Tokens(string pattern)
    {
        for (var i = 0; i < pattern.Length;)
        {
            if (pattern[i] == '…')
            {
                i++;
                yield return new Token(TokenKind.Gap, []);
            }
            else if (pattern[i] == '(')
            {
                var close = Closing(pattern, i);
                var options = Alternatives(pattern[(i + 1)..close]);
                i = close + 1;
                if (i < pattern.Length && pattern[i] == '?')
                {
                    options.Add("");
                    i++;
                }

                yield return new Token(options.Contains("") ? TokenKind.Optional : TokenKind.Text, options);
            }
            else
            {
                var end = pattern.AsSpan(i).IndexOfAny('(', '…');
                end = end < 0 ? pattern.Length : i + end;
                yield return new Token(TokenKind.Text, [pattern[i..end]]);
                i = end;
            }
        }
    }

    private static int Closing(string pattern, int open)
    {
        var depth = 0;
        for (var i = open; i < pattern.Length; i++)
        {
            depth += pattern[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
                return i;
        }

        throw new FormatException($"The pattern '{pattern}' has an opening bracket without a closing one.");
    }

    // Groups within groups are spelled out
    private static List<string> Alternatives(string inner)
    {
        var options = new List<string>();
        var start = 0;
        var depth = 0;
        for (var i = 0; i <= inner.Length; i++)
        {
            if (i == inner.Length || (inner[i] == '|' && depth == 0))
            {
                options.AddRange(SpellOut(inner[start..i]));
                start = i + 1;
            }
            else
            {
                depth += inner[i] switch { '(' => 1, ')' => -1, _ => 0 };
            }
        }

        return options;
    }

    private static IEnumerable<string> SpellOut(string option)
    {
        if (!option.Contains('('))
            return [option];

        IEnumerable<string> variants = [""];
        foreach (var token in Tokens(option))
        {
            if (token.Kind == TokenKind.Gap)
                throw new FormatException($"The group '{option}' holds a gap.");

            variants = variants.SelectMany(_ => token.Options, (head, tail) => head + tail);
        }

        return variants.ToList();
    }

    private static Literal ToLiteral(string part, string pattern)
    {
        part = part.Trim(' ');
        var goesOn = part.EndsWith('*');
        var text = TextNormalizer.Normalize(goesOn ? part[..^1] : part);
        return text.Length > 0
            ? new Literal(text, goesOn) : throw new FormatException($"The pattern '{pattern}' has a part without words.");
    }

    private enum TokenKind
    {
        Text,
        Optional,
        Gap,
    }

    private sealed record Token(TokenKind Kind, List<string> Options);
}

/// <summary>One of these words must come next, at most so far behind the slot before.</summary>
internal sealed record Slot(IReadOnlyList<Literal> Words, Gap Before);

/// <param name="MayNegate">A gap of the pattern's author may hold anything; one made of optional words may not turn the meaning
/// round.</param>
internal readonly record struct Gap(int Length, bool MayNegate)
{
    public static Gap None => new(0, MayNegate: true);
}

/// <summary>One run of characters; English ones stand between word boundaries unless they may go on.</summary>
internal sealed record Literal(string Text, bool GoesOn)
{
    public bool StartsWithWord => char.IsAsciiLetterOrDigit(Text[0]);

    public bool EndsWithWord => !GoesOn && char.IsAsciiLetterOrDigit(Text[^1]);
}
