using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Classification.Text;
using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Classification.Tests.Models;

public sealed class AdaptingAModelTests
{
    private const string Corrected = "泡泡熊挂件乱跳";
    private static readonly LinearModel Start = DefaultModel.Load();
    private static readonly LinearModel Adapted = Adapt();

    [Fact]
    public void A_correction_is_learned_though_nothing_like_it_was_known()
    {
        var scores = Adapted.Score(TextNormalizer.Normalize(Corrected));

        AxisValues.Urgencies.MaxBy(value => scores[ModelAxes.Urgency, value]).ShouldBe("non_urgent");
    }

    [Fact]
    public void What_was_known_is_not_forgotten()
    {
        var before = Right(Start);

        Right(Adapted).ShouldBeGreaterThanOrEqualTo(before - 3);
    }

    [Fact]
    public void Axes_that_nobody_corrected_stay_bit_for_bit()
    {
        var text = TextNormalizer.Normalize("客服态度恶劣，拒绝退款");

        using var before = Start.Score(text);
        using var after = Adapted.Score(text);
        foreach (var axis in Start.Layout.Axes.Where(axis => axis.Name != ModelAxes.Urgency))
            axis.Classes.Select(name => after[axis.Name, name]).ShouldBe(axis.Classes.Select(name => before[axis.Name, name]));
    }

    [Fact]
    public void The_same_examples_and_seed_give_the_same_model() => Adapt().Weights.SequenceEqual(Adapted.Weights).ShouldBeTrue();

    private static int Right(LinearModel model) => ExampleFiles.Shipped().Count(example =>
    {
        var scores = model.Score(TextNormalizer.Normalize(example.Text));
        return AxisValues.Urgencies.MaxBy(value => scores[ModelAxes.Urgency, value]) == example.Urgency;
    });

    private static LinearModel Adapt()
    {
        var correction = new Example { Text = Corrected, Source = ExampleFiles.Corrections, Urgency = "non_urgent" };
        return new ModelAdaptation(Start, Taxonomy.Default).Train([.. ExampleFiles.Shipped().Append(correction).Select(PreparedExample.Of)], seed: 17, _ => { });
    }
}
