using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Classification.Text;
using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Classification.Tests.Models;

public sealed class AdaptingAModelTests
{
    private const string Corrected = "泡泡熊挂件乱跳";
    private static readonly RuleMatcher Rules = new(RuleSet.Default);
    private static readonly LinearModel Start = DefaultModel.Load();
    private static readonly LinearModel Adapted = Adapt();

    [Fact]
    public void A_correction_is_learned_though_nothing_like_it_was_known()
    {
        var scores = Score(Adapted, Corrected);

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
        const string Text = "客服态度恶劣，拒绝退款";

        using var before = Score(Start, Text);
        using var after = Score(Adapted, Text);
        foreach (var axis in Start.Layout.Axes.Where(axis => axis.Name != ModelAxes.Urgency))
            axis.Classes.Select(name => after[axis.Name, name]).ShouldBe(axis.Classes.Select(name => before[axis.Name, name]));
    }

    [Fact]
    public void The_same_examples_and_seed_give_the_same_model() => Adapt().Weights.SequenceEqual(Adapted.Weights).ShouldBeTrue();

    private static int Right(LinearModel model) => ExampleFiles.Shipped().Count(example =>
    {
        var scores = Score(model, example.Text);
        return AxisValues.Urgencies.MaxBy(value => scores[ModelAxes.Urgency, value]) == example.Urgency;
    });

    private static ModelScores Score(LinearModel model, string text)
    {
        var normalized = TextNormalizer.Normalize(text);
        var hits = Rules.Match(normalized, LanguageDetector.Detect(normalized));
        return model.Score(normalized, new RuleFindings(normalized, hits, [], null, model.RowsOf(RuleSet.Default)));
    }

    private static LinearModel Adapt()
    {
        var correction = new Example { Text = Corrected, Source = ExampleFiles.Corrections, Urgency = "non_urgent" };
        return new ModelAdaptation(Start, Rules, Taxonomy.Default)
            .Train([.. ExampleFiles.Shipped().Append(correction).Select(example => PreparedExample.Of(example, Rules))], seed: 17,
            _ => { });
    }
}
