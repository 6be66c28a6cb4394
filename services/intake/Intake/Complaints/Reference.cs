using System.Security.Cryptography;

namespace ComplaintPlatform.Intake.Complaints;

/// <summary>
/// The number of a complaint that a person can read out: eight characters of Crockford's alphabet (no I, L, O, U) and a check character
/// (Luhn modulo 32, which finds every single wrong character and nearly every swap of neighbours), written <c>7K3M-9QXA-D</c>.
/// </summary>
internal static class Reference
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 8;

    public static string New()
    {
        Span<char> characters = stackalloc char[Length];
        for (var i = 0; i < Length; i++)
            characters[i] = Alphabet[RandomNumberGenerator.GetInt32(Alphabet.Length)];
        return Format(characters);
    }

    /// <summary>Reads what a person typed or heard: any case, with or without hyphens and spaces, O for 0, I and L for 1.</summary>
    /// <returns>The reference as it is stored, or <c>null</c> where it is none.</returns>
    public static string? Parse(string text)
    {
        Span<char> characters = stackalloc char[Length + 1];
        var count = 0;
        foreach (var character in text)
        {
            if (character is '-' or ' ')
                continue;
            var read = char.ToUpperInvariant(character) switch { 'O' => '0', 'I' or 'L' => '1', var other => other };
            if (count > Length || !Alphabet.Contains(read))
                return null;
            characters[count++] = read;
        }

        return count == Length + 1 && CheckCharacter(characters[..Length]) == characters[Length] ? Format(characters[..Length]) : null;
    }

    private static string Format(ReadOnlySpan<char> characters) => $"{characters[..4]}-{characters[4..]}-{CheckCharacter(characters)}";

    private static char CheckCharacter(ReadOnlySpan<char> characters)
    {
        var sum = 0;
        for (var i = 0; i < characters.Length; i++)
        {
            var value = Alphabet.IndexOf(characters[^(i + 1)]);
            if (i % 2 == 0)
                value = (value * 2 / Alphabet.Length) + (value * 2 % Alphabet.Length);
            sum += value;
        }

        return Alphabet[(Alphabet.Length - (sum % Alphabet.Length)) % Alphabet.Length];
    }
}
