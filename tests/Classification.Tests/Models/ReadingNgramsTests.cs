using ComplaintPlatform.Classification.Models;

namespace ComplaintPlatform.Classification.Tests.Models;

public sealed class ReadingNgramsTests
{
    [Fact]
    public void Chinese_is_read_by_one_and_two_characters() =>
        Words("不发货").ShouldBe(["不", "不发", "发", "发货", "货"]);

    [Fact]
    public void English_is_read_by_words_pairs_and_stems() =>
        Words("late again").ShouldBe(["late", "late", "again", "late again", "again"]);

    [Theory]
    [InlineData("refunded", "refunds")]
    [InlineData("shipped", "shipping")]
    [InlineData("refuse", "refuses")]
    [InlineData("delivery", "deliveries")]
    public void The_forms_of_a_word_share_a_stem(string one, string other) => Buckets(one).Intersect(Buckets(other)).ShouldNotBeEmpty();

    [Theory]
    [InlineData("jacket", "acknowledge")]
    [InlineData("jacket", "racket")]
    public void Pieces_of_words_are_not_read(string one, string other) => Buckets(one).Intersect(Buckets(other)).ShouldBeEmpty();

    [Fact]
    public void The_two_scripts_do_not_share_buckets()
    {
        Buckets("漏电了没人管").ShouldAllBe(bucket => !NgramReader.IsOfWords(bucket, NgramReader.Bits));
        Buckets("it leaks! nobody cares?").ShouldAllBe(bucket => NgramReader.IsOfWords(bucket, NgramReader.Bits));
    }

    [Fact]
    public void A_negated_word_is_another_word() =>
        Buckets("not good").Except(Buckets("good")).Count().ShouldBe(4);

    [Fact]
    public void Numbers_of_as_many_digits_are_alike() => Buckets("paid 123").ShouldBe(Buckets("paid 987"));

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("a'b'c 不!?漏电 x")]
    public void No_text_yields_more_than_announced(string text)
    {
        var target = new Ngram[NgramReader.MostOf(text.Length)];

        NgramReader.Read(text, target).ShouldBeLessThanOrEqualTo(target.Length);
    }

    private static List<string> Words(string text) => [.. Read(text).Select(ngram => text.Substring(ngram.Start, ngram.Length))];

    private static List<int> Buckets(string text) => [.. Read(text).Select(ngram => ngram.Bucket).Order()];

    private static List<Ngram> Read(string text)
    {
        var target = new Ngram[NgramReader.MostOf(text.Length)];
        return [.. target.Take(NgramReader.Read(text, target))];
    }
}
