using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Tests.Models;

public sealed class ReadingAModelFileTests
{
    private static readonly byte[] Shipped = ReadShipped();

    [Fact]
    public void The_shipped_model_is_small_and_carries_its_card()
    {
        var model = ModelFile.Read(Shipped);

        Shipped.Length.ShouldBeLessThan(6 << 20);
        model.Card.Version.ShouldNotBeNullOrEmpty();
        model.Card.Data.ShouldNotBeEmpty();
        model.Card.Figures.ShouldContain(figures => figures.Axis == ModelAxes.Urgency);
    }

    [Fact]
    public void A_file_that_was_written_reads_alike()
    {
        var weights = new sbyte[NgramReader.Buckets * LinearModel.Stride(2)];
        weights[LinearModel.Stride(2) * 77] = -5;
        var axis = new ModelAxis
        {
            Name = "axis",
            Classes = ["yes"],
            Steps = [0.5f],
            LengthStep = 1,
            Biases = [0.25f],
            Fusion = new AxisFusion(1, 1)
        };
        var card = ModelFile.Read(Shipped).Card;
        var model = new LinearModel(new ModelLayout { Axes = [axis] }, card, weights);

        var read = ModelFile.Read(ModelFile.Write(model));

        read.Weights.SequenceEqual(weights).ShouldBeTrue();
        read.Layout.Axes[0].Biases.ShouldBe([0.25f]);
        read.Version.ShouldBe(card.Version);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(200)]
    [InlineData(-40)]
    [InlineData(-1)]
    public void A_changed_byte_is_noticed(int position)
    {
        var changed = Shipped.ToArray();
        changed[position < 0 ? changed.Length + position : position] ^= 1;

        var refusal = Should.Throw<ModelFileException>(() => ModelFile.Read(changed));

        refusal.Problem.ShouldBe(position == 3 ? ModelFileProblem.Foreign : ModelFileProblem.Broken);
    }

    [Fact]
    public void A_file_cut_off_is_broken() =>
        Should.Throw<ModelFileException>(() => ModelFile.Read(Shipped.AsMemory(0, Shipped.Length / 2)))
            .Problem.ShouldBe(ModelFileProblem.Broken);

    [Theory]
    [InlineData("")]
    [InlineData("PK zip or anything else")]
    public void Another_file_is_foreign(string content) =>
        Should.Throw<ModelFileException>(() => ModelFile.Read(System.Text.Encoding.UTF8.GetBytes(content)))
            .Problem.ShouldBe(ModelFileProblem.Foreign);

    private static byte[] ReadShipped()
    {
        using var stream = EmbeddedData.Open(DefaultModel.File);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
