using System.IO.Compression;
using System.Text;
using ComplaintPlatform.Classification.Models;

namespace ComplaintPlatform.Classification.Training;

/// <summary>
/// What English words mean to a sentence encoder that has read far more than is labelled here: one vector a word, so that a word that no
/// labelled text holds still stands near those that do. Only training reads them. What is learned of a vector is added to the weight of
/// its word, so that a model that ships is words and weights as before.
/// </summary>
internal sealed class WordVectors
{
    private readonly Dictionary<int, sbyte[]> _byBucket = [];
    private readonly float _step;

    private WordVectors(int dimensions, float step) => (Dimensions, _step) = (dimensions, step);

    public int Dimensions { get; }

    public ModelSource Source => new("all-MiniLM-L6-v2 word vectors", "Apache-2.0", _byBucket.Count);

    public IEnumerable<int> Buckets => _byBucket.Keys;

    /// <summary>Packed by gzip: dimensions, step, count and length of the words, the words by line, then dimension by dimension.</summary>
    public static WordVectors Read(Stream packed)
    {
        using var reader = new BinaryReader(new GZipStream(packed, CompressionMode.Decompress));
        var vectors = new WordVectors(reader.ReadInt32(), reader.ReadSingle());
        var count = reader.ReadInt32();
        var words = Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadInt32())).Split('\n');
        var columns = new byte[vectors.Dimensions][];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = reader.ReadBytes(count);

        for (var word = 0; word < count; word++)
        {
            var at = word;
            // Words that share a bucket share the vector of the first, the more frequent
            vectors._byBucket.TryAdd(NgramReader.BucketOfWord(words[word]), Array.ConvertAll(columns, column => (sbyte)column[at]));
        }

        return vectors;
    }

    public bool Has(int bucket) => _byBucket.ContainsKey(bucket);

    /// <summary>Adds the vector of a word, so many times, to a sum.</summary>
    public void AddTo(float[] sum, int bucket, float times)
    {
        if (!_byBucket.TryGetValue(bucket, out var vector))
            return;

        var scale = times * _step;
        for (var i = 0; i < vector.Length; i++)
            sum[i] += scale * vector[i];
    }

    public float Product(int bucket, float[] weights)
    {
        if (!_byBucket.TryGetValue(bucket, out var vector))
            return 0;

        var sum = 0f;
        for (var i = 0; i < vector.Length; i++)
            sum += vector[i] * weights[i];

        return sum * _step;
    }
}
