namespace ComplaintPlatform.Kernel;

/// <summary>
/// A text in two languages is written as one string, <c>English | 中文</c>: in rule messages, in messages of validation attributes, and here.
/// The caller reads the half that <c>Accept-Language</c> names.
/// </summary>
public static class Texts
{
    internal const string Between = " | ";

    internal const string PlainText =
        "Must not hold control characters, bidirectional controls or incomplete characters. | 不能包含控制字符、双向文本控制符或不完整的字符。";
    internal const string TimeFormat =
        "Must be an RFC 3339 time with its offset, such as 2026-01-31T08:00:00Z. | 必须是带时区的 RFC 3339 时间,例如 2026-01-31T08:00:00Z。";
    internal const string DayFormat = "Must be a day such as 2026-01-31. | 必须是形如 2026-01-31 的日期。";
    internal const string MoneyShape =
        "Must be {\"amount\":\"129.00\",\"currency\":\"CNY\"}. | 必须形如 {\"amount\":\"129.00\",\"currency\":\"CNY\"}。";
    internal const string MoneyAmount =
        "Must be a decimal number as a string, with at most 15 digits before the point. | 必须是字符串形式的十进制数,小数点前最多 15 位。";
    internal const string MoneyScale = "Has more decimals than the currency knows. | 小数位数超过该货币允许的位数。";
    internal const string MoneyCurrency = "Must be an ISO 4217 currency code. | 必须是 ISO 4217 货币代码。";
    internal const string MoneyNegative = "Must not be negative. | 不能为负数。";
    internal const string MoneyPositive = "Must be greater than zero. | 必须大于零。";
    internal const string OneOf = "Must be one of: {0}. | 必须是以下值之一:{0}。";

    /// <summary>The half of <paramref name="text"/> in the language; the whole where it has but one.</summary>
    public static string Pick(string text, Language language)
    {
        var cut = text.LastIndexOf(Between, StringComparison.Ordinal);
        if (cut < 0)
            return text;
        return language == Language.English ? text[..cut] : text[(cut + Between.Length)..];
    }
}
