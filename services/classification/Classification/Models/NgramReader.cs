using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Models;

/// <summary>One n-gram of a text: the bucket it is hashed to, and where it stands.</summary>
internal readonly record struct Ngram(int Bucket, int Start, int Length);

/// <summary>
/// Reads a normalised text as n-grams: Chinese characters by one and two, English words by one and two and by their stem, marks of feeling
/// by themselves. A word behind a negation is read once more as its opposite. No n-gram is a piece of a word: pieces meet by chance
/// ("jacket" and "acknowledge") and explain nothing. Linear in the length of the text.
/// </summary>
internal static class NgramReader
{
    public const int Bits = 19;
    public const int Buckets = 1 << Bits;

    /// <summary>No character yields more n-grams than this.</summary>
    private const int MostPerCharacter = 4;

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

                target[count++] = new Ngram(Bucket(HashStem(text[i..end]), bits), i, end - i);
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

    /// <summary>The bucket of a word by itself.</summary>
    public static int BucketOfWord(ReadOnlySpan<char> word) => Bucket(HashWord(word), Bits);

    /// <summary>Moves what lies in any of the stretches behind the rest; how many are left before it.</summary>
    public static int LeaveOut(Span<Ngram> ngrams, IReadOnlyList<TextSpan> stretches)
    {
        if (stretches.Count == 0)
            return ngrams.Length;

        var left = 0;
        for (var i = 0; i < ngrams.Length; i++)
        {
            var ngram = ngrams[i];
            var isOut = false;
            for (var j = 0; j < stretches.Count && !isOut; j++)
                isOut = stretches[j].Overlaps(ngram.Start, ngram.Start + ngram.Length);
            if (!isOut)
            {
                (ngrams[left], ngrams[i]) = (ngram, ngrams[left]);
                left++;
            }
        }

        return left;
    }

    private static int ReadHan(ReadOnlySpan<char> text, int at, Span<Ngram> target, int count, int bits)
    {
        var hash = Mix(Salt.Han, text[at]);
        target[count++] = new Ngram(HanBucket(hash, bits), at, 1);
        if (at + 1 < text.Length && Script.IsHan(text[at + 1]))
            target[count++] = new Ngram(HanBucket(Mix(hash, text[at + 1]), bits), at, 2);

        return count;
    }

    // What is left of a word without the ending of its form: "refunded", "refunding" and "refunds" are one
    private static ulong HashStem(ReadOnlySpan<char> word)
    {
        var hash = Salt.Stem;
        foreach (var unit in word[..WordStem.LengthOf(word)])
            hash = Mix(hash, char.IsAsciiDigit(unit) ? '0' : unit);

        return hash;
    }

    private static int EndOfWord(ReadOnlySpan<char> text, int start)
    {
        var end = start + 1;
        while (end < text.Length
            && (Script.IsWord(text[end]) || (text[end] == '\'' && end + 1 < text.Length && Script.IsWord(text[end + 1]))))
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

    /// <summary>Whether a bucket holds words and marks, and not Chinese characters.</summary>
    public static bool IsOfWords(int bucket, int bits) => bucket >> (bits - 1) != 0;

    // The two scripts do not share buckets: each would be noise to the other
    private static int Bucket(ulong hash, int bits) => HalfBucket(hash, bits) | (1 << (bits - 1));

    private static int HanBucket(ulong hash, int bits) => HalfBucket(hash, bits);

    private static int HalfBucket(ulong hash, int bits) => (int)((hash * 0xD6E8FEB86659FD93UL) >> (65 - bits));

    // Kinds of n-grams do not share their hashes
    private static class Salt
    {
        public const ulong Han = 0x51;
        public const ulong Word = 0x52;
        public const ulong Stem = 0x53;
        public const ulong Negated = 0x54;
        public const ulong Mark = 0x55;
    }
}
