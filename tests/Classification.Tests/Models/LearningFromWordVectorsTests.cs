using System.IO.Compression;
using System.Text;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Classification.Tests.Models;

public sealed class LearningFromWordVectorsTests
{
    private static readonly string[] Classes = ["logistics", "product_quality"];
    private static readonly string[] Words = ["courier", "postman", "driver", "zipper", "button", "seam"];

    // Two dimensions: who brings a thing, and what it is made of
    private static readonly sbyte[][] Columns = [[40, 40, 38, 0, 0, 2], [0, 2, 0, 40, 38, 40]];

    [Fact]
    public void A_word_that_no_text_holds_is_read_like_those_that_mean_the_same()
    {
        var trained = Train(Vectors());

        var scores = trained.Score(Features("awful postman"));

        scores[0].ShouldBeGreaterThan(scores[1]);
        trained.Scales[NgramReader.BucketOfWord("postman")].ShouldBe(0);
    }

    [Fact]
    public void Without_vectors_such_a_word_says_nothing() =>
        Train(null).Score(Features("awful postman")).ShouldBe(Train(null).Score(Features("awful")));

    [Fact]
    public void What_is_learned_of_a_vector_is_in_the_weight_of_its_word()
    {
        var trained = Train(Vectors());
        var text = Features("awful postman");
        var norm = trained.Scales.Apply(text).Norm;

        var folded = text.Buckets.Sum(bucket => trained.Scales.WeightOf(bucket, trained.Weights[0]));

        ((double)((folded * norm) + trained.Weights[0].Bias)).ShouldBe(trained.Score(text)[0], 1e-5);
    }

    private static TrainedAxis Train(WordVectors? vectors) => AxisTrainer.Train(Classes,
    [
        Text("awful courier", "logistics"), Text("awful driver", "logistics"),
        Text("awful zipper", "product_quality"), Text("awful button", "product_quality"),
    ], new TrainingOptions { Vectors = vectors });

    private static LabelledText Text(string text, string label) => new(Features(text), [label], 1);

    private static TextFeatures Features(string text) => TextFeatures.Of(text, [], []);

    private static WordVectors Vectors()
    {
        using var packed = new MemoryStream();
        using (var writer = new BinaryWriter(new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)))
        {
            var words = Encoding.UTF8.GetBytes(string.Join('\n', Words));
            writer.Write(Columns.Length);
            writer.Write(1 / 40f);
            writer.Write(Words.Length);
            writer.Write(words.Length);
            writer.Write(words);
            foreach (var column in Columns)
                writer.Write(Array.ConvertAll(column, value => (byte)value));
        }

        packed.Position = 0;
        return WordVectors.Read(packed);
    }
}
