using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Tests.Text;

public sealed class NormalisingTextTests
{
    [Theory]
    [InlineData("ＡＢＣ１２３！", "abc123!")]
    [InlineData("退貨還要收運費，態度惡劣", "退货还要收运费,态度恶劣")]
    [InlineData("太差差差差差了", "太差差了")]
    [InlineData("sooooo bad!!!!!!", "soo bad!!")]
    [InlineData("10000元", "10000元")]
    [InlineData("  a \t b  ", "a b")]
    [InlineData("坏了😡😡😡", "坏了 愤怒")]
    [InlineData("坏了[怒]", "坏了 愤怒")]
    [InlineData("zero\u200Bwidth", "zerowidth")]
    [InlineData("don’t", "don't")]
    [InlineData(null, "")]
    public void Every_way_of_writing_becomes_one(string? text, string expected) => TextNormalizer.Normalize(text).ShouldBe(expected);

    [Theory]
    [InlineData("手机坏了", "zh")]
    [InlineData("iPhone 15 pro max 黑屏了，客服不理", "zh")]
    [InlineData("my order has not arrived", "en")]
    [InlineData("商品がまだ届きません", "und")]
    [InlineData("배송이 안 왔어요", "und")]
    [InlineData("el paquete no ha llegado todavía", "und")]
    [InlineData("123 456", "und")]
    public void The_language_is_told_by_script_and_little_words(string text, string language) =>
        LanguageDetector.Detect(TextNormalizer.Normalize(text)).ShouldBe(language);
}
