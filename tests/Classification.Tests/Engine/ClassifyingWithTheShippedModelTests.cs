using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;

namespace ComplaintPlatform.Classification.Tests.Engine;

public sealed class ClassifyingWithTheShippedModelTests
{
    private static readonly ClassificationEngine Engine = new(new RuleMatcher(RuleSet.Default), Taxonomy.Default, new AxisPolicy(),
        DefaultModel.Load());

    [Fact]
    public void A_leaking_kettle_is_still_urgent()
    {
        var result = Engine.Classify(Complaints.Of("水壶用了两天就漏电,太危险了,要求退款!") with { Expectation = "退款" });

        result.Category.Value.ShouldBe("safety_health/fire_or_shock");
        result.Urgency.Value.ShouldBe("urgent");
        result.Demands.Value.ShouldContain("compensation");
        result.Sentiment.Value.ShouldBeLessThan(0);
    }

    [Theory]
    [InlineData("等了整整一个礼拜，快递员才把我的椅子送过来", "logistics")]
    [InlineData("店里的人对我冷嘲热讽，一点都不尊重顾客", "service_attitude")]
    [InlineData("喝起来酸得很，一点都不好喝", "product_quality")]
    [InlineData("These headphones sound tinny and the ear pads fell apart", "product_quality")]
    public void A_text_without_a_keyword_is_classified_by_what_was_learned(string text, string category) =>
        Taxonomy.TopOf(Engine.Classify(Complaints.Of(text)).Category.Value).ShouldBe(category);

    [Theory]
    [InlineData("非常喜欢，质量很好，下次还会来买", true)]
    [InlineData("太让人失望了，根本没法用", false)]
    [InlineData("Works great, I love it", true)]
    [InlineData("Terrible quality, broke after one day", false)]
    public void The_sentiment_has_the_right_sign(string text, bool positive) =>
        (Engine.Classify(Complaints.Of(text)).Sentiment.Value > 0).ShouldBe(positive);

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("😡😡😡")]
    [InlineData("!!!???。。。")]
    [InlineData("Der Artikel ist leider nicht angekommen und niemand antwortet")]
    [InlineData("asdkjh qweoiu zxcmnb")]
    public void The_model_is_not_trusted_with_what_it_never_learned(string text)
    {
        var result = Engine.Classify(Complaints.Of(text));

        result.NeedsReview.ShouldBeTrue();
        result.Category.Confidence.ShouldBeLessThanOrEqualTo(0.5);
    }

    [Fact]
    public void All_threads_get_the_same_answer()
    {
        var expected = Engine.Classify(Complaints.Of("申请退款一个月没人处理"));

        var answers = Enumerable.Range(0, 200).AsParallel().Select(_ => Engine.Classify(Complaints.Of("申请退款一个月没人处理"))).ToList();

        answers.ShouldAllBe(answer => answer.Category.Value == expected.Category.Value
            && answer.Category.Confidence == expected.Category.Confidence);
    }
}
