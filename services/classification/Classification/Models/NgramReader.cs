using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Models;

/// <summary>One n-gram of a text: the bucket it is hashed to, and where it stands.</summary>
internal readonly record struct Ngram(int Bucket, int Start, int Length);

/// <summary>
/// Reads a normalised text as n-grams: Chinese characters by one, two and three, English words by one and two, pieces of words by four, marks
/// of feeling by themselves. A word behind a negation is read once more as its opposite. Linear in the length of the text.
/// </summary>
internal static class NgramReader
{
    public const int Bits = 18;
    public const int Buckets = 1 << Bits;

    /// <summary>No character yields more n-grams than this.</summary>
    private const int MostPerCharacter = 4;

    private const int PieceLength = 4;
    private const int NegatedWords = 3;

    public static int MostOf(int length) => (length + 2) * MostPerCharacter;

    /// <summary>Writes the n-grams in reading order; the target must hold <see cref="MostOf"/>.</summary>
    /// <param name="bits">More than a model that ships has, to measure what sharing buckets costs.</param>
    public static int Read(ReadOnlySpan<char> text, Span<Ngram> target, int bits = Bits)
    {
        var count = 0;
        var previousWord = 0UL;
        var previousStart = 0;
        var negated = 0;
        for (var i = 0; i < text.Length;)
        {
            var unit = text[i];
            if (Script.IsHan(unit))
            {
                count = ReadHan(text, i, target, count, bits);
                previousWord = 0;
                i++;
            }
            else if (Script.IsWord(unit))
            {
                var end = EndOfWord(text, i);
                var word = HashWord(text[i..end]);
                target[count++] = new Ngram(Bucket(word, bits), i, end - i);
                if (previousWord != 0)
                    target[count++] = new Ngram(Bucket(Mix(previousWord, word), bits), previousStart, end - previousStart);
                if (negated-- > 0)
                    target[count++] = new Ngram(Bucket(Mix(word, Salt.Negated), bits), i, end - i);

                count = ReadPieces(text, i, end, target, count, bits);
                if (IsNegation(text[i..end]))
                    negated = NegatedWords;

                (previousWord, previousStart, i) = (word, i, end);
            }
            else
            {
                if (unit is '!' or '?')
                    target[count++] = new Ngram(Bucket(Mix(unit, Salt.Mark), bits), i, 1);
                if (Script.EndsClause(unit))
                    (previousWord, negated) = (0, 0);

                i++;
            }
        }

        return count;
    }

    private static int ReadHan(ReadOnlySpan<char> text, int at, Span<Ngram> target, int count, int bits)
    {
        var hash = Mix(Salt.Han, text[at]);
        target[count++] = new Ngram(Bucket(hash, bits), at, 1);
        for (var length = 2; length <= 3 && at + length <= text.Length && Script.IsHan(text[at + length - 1]); length++)
        {
            hash = Mix(hash, text[at + length - 1]);
            target[count++] = new Ngram(Bucket(hash, bits), at, length);
        }

        return count;
    }

    private static int ReadPieces(ReadOnlySpan<char> text, int start, int end, Span<Ngram> target, int count, int bits)
    {
        for (var i = start; i + PieceLength < end; i++)
        {
            var hash = Salt.Piece;
            for (var j = i; j < i + PieceLength; j++)
                hash = Mix(hash, text[j]);

            target[count++] = new Ngram(Bucket(hash, bits), i, PieceLength);
        }

        return count;
    }

    private static int EndOfWord(ReadOnlySpan<char> text, int start)
    {
        var end = start + 1;
        while (end < text.Length && (Script.IsWord(text[end]) || (text[end] == '\'' && end + 1 < text.Length && Script.IsWord(text[end + 1]))))
            end++;

        return end;
    }

    // All numbers of as many digits are alike
    private static ulong HashWord(ReadOnlySpan<char> word)
    {
        var hash = Salt.Word;
        foreach (var unit in word)
            hash = Mix(hash, char.IsAsciiDigit(unit) ? '0' : unit);

        return hash;
    }

    private static bool IsNegation(ReadOnlySpan<char> word) =>
        word is "not" or "no" or "never" or "without" or "cannot" or "nor" or "hardly" || word.EndsWith("n't");

    private static ulong Mix(ulong hash, ulong value)
    {
        hash = (hash ^ value) * 0x9E3779B97F4A7C15UL;
        return hash ^ (hash >> 29);
    }

    private static int Bucket(ulong hash, int bits) => (int)((hash * 0xD6E8FEB86659FD93UL) >> (64 - bits));

    // Kinds of n-grams do not share their hashes
    private static class Salt
    {
        public const ulong Han = 0x51;
        public const ulong Word = 0x52;
        public const ulong Piece = 0x53;
        public const ulong Negated = 0x54;
        public const ulong Mark = 0x55;
    }
}
