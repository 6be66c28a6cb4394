using System.Buffers;

namespace ComplaintPlatform.Classification.Models;

/// <summary>The different buckets of a text, ascending; each counts once.</summary>
internal sealed record TextFeatures(int[] Buckets)
{
    public static TextFeatures Of(string normalized, int bits = NgramReader.Bits)
    {
        var rented = ArrayPool<int>.Shared.Rent(NgramReader.MostOf(normalized.Length));
        try
        {
            return new TextFeatures(rented.AsSpan(0, Read(normalized, rented, bits)).ToArray());
        }
        finally
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    // Writes the different buckets in ascending order, and how many there are
    private static int Read(ReadOnlySpan<char> normalized, Span<int> buckets, int bits)
    {
        var rented = ArrayPool<Ngram>.Shared.Rent(NgramReader.MostOf(normalized.Length));
        try
        {
            var count = NgramReader.Read(normalized, rented, bits);
            for (var i = 0; i < count; i++)
                buckets[i] = rented[i].Bucket;

            buckets[..count].Sort();
            return Unique(buckets[..count]);
        }
        finally
        {
            ArrayPool<Ngram>.Shared.Return(rented);
        }
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
