using ComplaintPlatform.Classification.Insights;
using ComplaintPlatform.Classification.Insights.Counting;
using ComplaintPlatform.Classification.Insights.HotSpots;
using ComplaintPlatform.Classification.Insights.Terms;

namespace ComplaintPlatform.Classification.Tests.Insights;

public sealed class ListingTermsTests
{
    private static readonly InsightPolicy Policy = new();

    [Fact]
    public void A_fragment_is_left_to_the_phrase_that_explains_it() =>
        Listed(("鼓", 20, 9), ("电池 鼓 包", 19, 8), ("鼓 包", 20, 9)).ShouldBe(["电池鼓包"]);

    [Fact]
    public void A_phrase_that_stands_out_less_than_its_word_is_told_beside_it()
    {
        var listed = List(("电池", 40, 12), ("电池 鼓包", 12, 6)).ShouldHaveSingleItem();

        listed.Text.ShouldBe("电池");
        listed.Phrases.ShouldBe(["电池鼓包"]);
    }

    [Fact]
    public void A_phrase_that_stands_out_more_than_its_everyday_word_stands_alone() =>
        Listed(("手机", 40, 2), ("手机 发烫", 12, 9)).ShouldBe(["手机发烫", "手机"]);

    [Fact]
    public void Words_that_only_happen_to_meet_are_no_phrase()
    {
        // Each in 300 of 1,000 complaints, side by side in 5
        var background = BackgroundOf(("快递", 300), ("客服", 300), ("快递 客服", 5));

        Listing.Of([(Score("快递 客服", 5, 4), "快递 客服")], background, Policy).ShouldBeEmpty();
    }

    private static List<string> Listed(params (string Words, int Count, double ZScore)[] terms) =>
        List(terms).ConvertAll(term => term.Text);

    private static List<ListedTerm> List(params (string Words, int Count, double ZScore)[] terms) => Listing.Of(
        [.. terms.Select(term => (Score(term.Words, term.Count, term.ZScore), term.Words))],
        BackgroundOf([.. terms.Select(term => (term.Words, term.Count))]), Policy);

    private static TermScore Score(string words, int count, double zScore) => new(Term.HashOf(words), count, 1, zScore, 1);

    private static Background BackgroundOf(params (string Words, int Count)[] counts)
    {
        var cell = new TermCell();
        for (var i = 0; i < 1_000; i++)
            cell.Add(Guid.Empty, counts.Where(count => i < count.Count).Select(count => new Term(count.Words)), 10_000);
        return new Background([cell]);
    }
}

public sealed class WritingWeeksTests
{
    [Theory]
    [InlineData("2026-W47", "2026-11-21T22:00:00Z")]
    [InlineData("2026-W01", "2025-12-29T00:00:00Z")]
    [InlineData("2020-W53", "2021-01-03T23:59:59Z")]
    public void A_time_lies_in_its_week_by_the_standard(string week, string time) =>
        IsoWeek.Of(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)).ToString().ShouldBe(week);

    [Fact]
    public void Twelve_weeks_before_crosses_the_year()
    {
        IsoWeek.TryParse("2026-W05", out var week).ShouldBeTrue();

        week.Add(-12).ToString().ShouldBe("2025-W45");
    }

    [Theory]
    [InlineData("2026-W54")]
    [InlineData("2026-W00")]
    [InlineData("2026-47")]
    [InlineData("2026-W 1")]
    [InlineData("")]
    [InlineData("٢٠٢٦-W47")]
    public void What_is_no_week_is_refused(string text) => IsoWeek.TryParse(text, out _).ShouldBeFalse();
}
