using System.Text.Json;
using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Classification.Text;
using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Classification.Tests.Models;

public sealed class TrainingAModelTests
{
    private static readonly ModelTrainer Trainer = new(new RuleMatcher(RuleSet.Default), Taxonomy.Default);
    private static readonly Lazy<LinearModel> Small = new(() => Train(seed: 17));

    [Fact]
    public void The_same_examples_and_seed_give_the_same_model()
    {
        var again = Train(seed: 17);

        again.Weights.SequenceEqual(Small.Value.Weights).ShouldBeTrue();
        JsonSerializer.Serialize(again.Layout).ShouldBe(JsonSerializer.Serialize(Small.Value.Layout));
        JsonSerializer.Serialize(again.Card).ShouldBe(JsonSerializer.Serialize(Small.Value.Card));
    }

    [Fact]
    public void What_was_learned_is_said_of_a_text_that_was_not_seen()
    {
        var scores = Small.Value.Score(TextNormalizer.Normalize("快递拖了很多天，包裹到现在都没影"), RuleFindings.None);

        AxisValues.Categories.MaxBy(category => scores[ModelAxes.Category, category]).ShouldBe("logistics");
    }

    [Fact]
    public void A_decision_names_the_words_that_weighed_most()
    {
        var text = TextNormalizer.Normalize("快递太慢了，等了三天");

        var evidence = Small.Value.Score(text, RuleFindings.None).Explain(ModelAxes.Category, "logistics", most: 3);

        evidence.Count.ShouldBe(3);
        evidence.ShouldAllBe(one => one.Rule == "model" && text.Contains(one.Words) && one.Weight > 0);
        evidence[0].Weight.ShouldBeGreaterThanOrEqualTo(evidence[1].Weight);
    }

    [Fact]
    public void The_card_says_what_it_was_made_of()
    {
        var card = Small.Value.Card;

        card.Version.ShouldBe("test");
        card.Data.ShouldContain(source => source.Name == ExampleFiles.Written);
        card.Figures.ShouldContain(figures => figures.Axis == ModelAxes.Category && figures.Classes.Count == 8);
    }

    [Fact]
    public void Both_ways_of_scoring_agree()
    {
        var text = TextNormalizer.Normalize("客服态度恶劣，拒绝退款");
        var raw = new float[Small.Value.Layout.Columns];

        Small.Value.Score(text, raw);

        ((double)raw[0]).ShouldBe(Small.Value.Score(text, RuleFindings.None)[ModelAxes.Category, AxisValues.Categories[0]], 1e-6);
    }

    private static LinearModel Train(int seed) => Trainer.Train([.. ExampleFiles.Shipped().Where((_, i) => i % 3 == 0)],
        new TrainingRequest("test", "2026-01-01", seed));
}
