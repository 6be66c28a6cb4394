using System.Text.Json;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Tests.Rules;

public sealed class MatchingPatternsTests
{
    [Theory]
    [InlineData("(不|拒绝)退款", "商家拒绝退款", true)]
    [InlineData("(不|拒绝)退款", "商家同意退款", false)]
    [InlineData("客服(态度)?差", "客服差", true)]
    [InlineData("客服(态度)?差", "客服态度差", true)]
    [InlineData("签收…没收到", "显示签收了,但是我没收到", true)]
    [InlineData("签收…没收到", "已经签收。后来没收到", false)]
    [InlineData("refund*", "they refunded nothing", true)]
    [InlineData("refund", "they refunded nothing", false)]
    [InlineData("ups", "ups lost it", true)]
    [InlineData("ups", "grown-ups and backups", true)]
    [InlineData("ups", "backups", false)]
    [InlineData("(refus*|denied) (my|our) refund", "they refused my refund", true)]
    [InlineData("(refus*|denied) (my|our) refund", "they refused it. my refund came", false)]
    [InlineData("(一|二|三|四|五|六|七|八|九)(天|周|月|年|次|回|遍|台|个)(坏|烂)", "九个坏", true)]
    [InlineData("(一|二|三|四|五|六|七|八|九)(天|周|月|年|次|回|遍|台|个)(坏|烂)", "九个不坏", false)]
    public void A_pattern_matches_what_it_says(string pattern, string text, bool expected) => Hits(text, pattern).Any().ShouldBe(expected);

    [Fact]
    public void Patterns_that_share_their_words_are_all_found() =>
        Hits("he said she", "he", "she", "said", "id").Count.ShouldBe(3);

    [Fact]
    public void Thousands_of_words_are_found_in_one_pass()
    {
        var patterns = Enumerable.Range(0, 5_000).Select(i => $"w{i}w").ToArray();

        Hits("here is w4321w", patterns).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("(a|b")]
    [InlineData("")]
    [InlineData("…")]
    public void A_pattern_that_cannot_be_read_is_refused(string pattern) => Should.Throw<FormatException>(() => Hits("text", pattern));

    [Fact]
    public void The_shipped_rules_are_sound_and_many()
    {
        RuleSetProblems.Find(RuleSet.Default, Taxonomy.Default).ShouldBeEmpty();
        new RuleMatcher(RuleSet.Default).PatternCount.ShouldBeGreaterThan(3_000);
    }

    [Fact]
    public void All_problems_of_a_rule_set_are_named_at_once()
    {
        var rule = new Rule { Id = "a", Axis = RuleAxis.Category, Value = "nowhere", Patterns = ["(open"] };
        var rules = new RuleSet { Version = "test", Negation = NegationPolicy.Default, Rules = [rule, rule with { Patterns = [] }] };

        RuleSetProblems.Find(rules, Taxonomy.Default).Count.ShouldBe(5);
    }

    [Fact]
    public void A_rule_set_survives_json()
    {
        var json = JsonSerializer.Serialize(RuleSet.Default, RuleSet.Json);

        var read = JsonSerializer.Deserialize<RuleSet>(json, RuleSet.Json)!;

        JsonSerializer.Serialize(read, RuleSet.Json).ShouldBe(json);
    }

    private static List<RuleHit> Hits(string text, params string[] patterns)
    {
        var rule = new Rule { Id = "test", Axis = RuleAxis.Sign, Value = "x", Negation = RuleNegation.Ignored, Patterns = patterns };
        return new RuleMatcher(new RuleSet { Version = "test", Negation = NegationPolicy.Default, Rules = [rule] })
            .Match(TextNormalizer.Normalize(text), "zh");
    }
}
