using ComplaintPlatform.Classification.Insights.Terms;

namespace ComplaintPlatform.Classification.Tests.Insights;

public sealed class ReadingTermsTests
{
    [Fact]
    public void Chinese_is_cut_into_words_and_phrases() =>
        TermsOf("这个手机的电池鼓包了，客服一直推诿").ShouldSupersetOf("手机", "电池", "鼓包", "电池鼓包", "客服", "推诿");

    [Fact]
    public void A_word_does_not_reach_over_a_mark() =>
        TermsOf("充电发烫，屏幕花屏").ShouldNotContain("发烫屏幕");

    [Fact]
    public void English_gives_words_and_phrases_without_the_little_words()
    {
        var terms = TermsOf("The battery swelled and the charging port is broken.");

        terms.ShouldSupersetOf("battery", "battery swelled", "charging port", "broken");
        terms.ShouldNotContain("the");
        terms.ShouldNotContain("and");
    }

    [Fact]
    public void Not_stays_with_what_it_denies()
    {
        var terms = TermsOf("空调不制冷。My parcel never arrived");

        terms.ShouldSupersetOf("不制冷", "never arrived");
        terms.ShouldNotContain("never");
    }

    [Fact]
    public void Mixed_text_keeps_the_space_that_is_needed() =>
        TermsOf("打开app闪退").ShouldContain("app 闪退");

    [Fact]
    public void Traditional_and_full_width_letters_are_read_alike() =>
        TermsOf("電池鼓包").ShouldBe(TermsOf("电池鼓包"), ignoreOrder: true);

    [Theory]
    [InlineData("打我电话 13800138000 谢谢", "13800138000")]
    [InlineData("write to jane.doe@example.com please", "jane")]
    [InlineData("see https://example.com/private for the photo", "private")]
    [InlineData("order no 2026112100017 is wrong", "2026112100017")]
    public void Numbers_addresses_and_links_are_no_terms(string text, string word) =>
        TermsOf(text).ShouldAllBe(term => !term.Contains(word));

    [Theory]
    [InlineData("")]
    [InlineData("😡😡😡")]
    [InlineData("。。。！！")]
    [InlineData("a")]
    [InlineData("@ @@ :// www.")]
    public void Hardly_any_text_gives_no_error(string text) => Should.NotThrow(() => TermsOf(text));

    [Fact]
    public void A_long_text_gives_a_bounded_number_of_terms()
    {
        var text = string.Concat(Enumerable.Range(0, 4_000).Select(i => $"word{(char)('a' + (i % 26))}{(char)('a' + (i / 26 % 26))} "));

        TermExtractor.Extract(text, 300).Count.ShouldBe(300);
    }

    [Fact]
    public void A_name_that_no_list_knows_becomes_a_phrase_of_its_characters() =>
        TermsOf("买的璃鸢手环").ShouldContain("璃鸢");

    private static List<string> TermsOf(string text) =>
        [.. TermExtractor.Extract(text, 300).Where(term => term.IsShown).Select(term => Term.Readable(term.Words))];
}

internal static class TermShould
{
    public static void ShouldSupersetOf(this IReadOnlyCollection<string> terms, params string[] expected) =>
        expected.Except(terms).ShouldBeEmpty($"in: {string.Join(" | ", terms)}");
}
