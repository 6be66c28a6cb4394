using System.Buffers;
using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Models;

/// <summary>
/// The different buckets of a text, ascending, and the rules that were met, by their place in the rule set; each counts once.
/// </summary>
/// <param name="LeftOut">Buckets that say nothing, and count only in the length of the text, so that the few words that are left do not
/// shout.</param>
internal sealed record TextFeatures(int[] Buckets, int[] Rules, int[] LeftOut)
{
    /// <param name="denied">Stretches that are left out.</param>
    public static TextFeatures Of(string normalized, IReadOnlyList<TextSpan> denied, int[] rules, int bits = NgramReader.Bits)
    {
        var rented = ArrayPool<Ngram>.Shared.Rent(NgramReader.MostOf(normalized.Length));
        try
        {
            var ngrams = rented.AsSpan(0, NgramReader.Read(normalized, rented, bits));
            var left = NgramReader.LeaveOut(ngrams, denied);
            var buckets = Different(ngrams[..left]);
            return new TextFeatures(buckets, rules, left == ngrams.Length ? [] : [.. Different(ngrams[left..]).Except(buckets)]);
        }
        finally
        {
            ArrayPool<Ngram>.Shared.Return(rented);
        }
    }

    private static int[] Different(ReadOnlySpan<Ngram> ngrams)
    {
        var buckets = new int[ngrams.Length];
        for (var i = 0; i < buckets.Length; i++)
            buckets[i] = ngrams[i].Bucket;

        Array.Sort(buckets);
        return buckets[..Unique(buckets)];
    }

    private static int Unique(Span<int> sorted)
    {
        if (sorted.Length == 0)
            return 0;

        var length = 1;
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] != sorted[length - 1])
                sorted[length++] = sorted[i];
        }

        return length;
    }
}
