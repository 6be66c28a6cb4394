using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Customers;

/// <summary>What customers read is in their words: no code, no abbreviation, no name for how the house works inside.</summary>
internal static class CustomerWords
{
    private const int HourMinutes = 60;

    private static readonly Dictionary<Urgency, LocalizedText> Urgencies = new()
    {
        [Urgency.Urgent] = new("紧急投诉", "Urgent complaints"),
        [Urgency.General] = new("一般投诉", "Complaints in general"),
        [Urgency.NonUrgent] = new("咨询与建议", "Questions and suggestions"),
    };

    private static readonly Dictionary<CustomerType, LocalizedText> CustomerTypes = new()
    {
        [CustomerType.New] = new("新客户", "new customers"),
        [CustomerType.Returning] = new("回头客", "returning customers"),
        [CustomerType.Loyal] = new("忠实客户", "loyal customers"),
        [CustomerType.Vip] = new("贵宾客户", "VIP customers"),
    };

    private static readonly Dictionary<string, LocalizedText> Channels = new()
    {
        ["web"] = new("网页", "website"),
        ["app"] = new("手机应用", "app"),
        ["phone"] = new("电话", "phone"),
        ["email"] = new("电子邮件", "email"),
        ["chat"] = new("在线客服", "online chat"),
        ["in_person"] = new("现场", "in person"),
        ["letter"] = new("信函或传真", "letter or fax"),
        ["social"] = new("社交媒体", "social media"),
    };

    /// <summary>A kind that the catalogue does not know any more is named as the default one names it.</summary>
    public static LocalizedText Remedy(RemedyCatalogue catalogue, string kind) =>
        (catalogue.Find(kind) ?? RemedyCatalogue.Default.Find(kind))?.Name ?? new LocalizedText("处理方案", "a solution");

    public static LocalizedText Remedy(RemedyCatalogue catalogue, string kind, Money? value) => value is null
        ? Remedy(catalogue, kind)
        : new($"{Remedy(catalogue, kind).Zh} {Amount(value).Zh}", $"{Remedy(catalogue, kind).En} {Amount(value).En}");

    /// <summary>As the customer's page writes sums.</summary>
    public static LocalizedText Amount(Money value) => new(
        value.Currency == "CNY" ? $"{value.AmountText} 元" : $"{value.Currency} {value.AmountText}", $"{value.Currency} {value.AmountText}");

    public static LocalizedText Length(int minutes) => new(
        string.Join(' ', Parts(minutes).Select(part => part.IsHour ? $"{part.Count} 小时" : $"{part.Count} 分钟")),
        string.Join(' ', Parts(minutes).Select(part => $"{part.Count} {(part.IsHour ? "hour" : "minute")}{(part.Count == 1 ? "" : "s")}")));

    /// <summary>Whom a line of the service standards is about.</summary>
    public static LocalizedText Complaints(Urgency? urgency, CustomerType? customer)
    {
        var what = urgency is { } known ? Urgencies[known] : new LocalizedText("其他投诉", "All other complaints");
        return customer is { } type ? new($"{CustomerTypes[type].Zh}的{what.Zh}", $"{what.En} of {CustomerTypes[type].En}") : what;
    }

    public static LocalizedText Channel(string channel) => Channels[channel];

    public static IReadOnlyList<string> KnownChannels { get; } = [.. Channels.Keys];

    private static IEnumerable<(int Count, bool IsHour)> Parts(int minutes)
    {
        if (minutes >= HourMinutes)
            yield return (minutes / HourMinutes, true);
        if (minutes % HourMinutes != 0 || minutes == 0)
            yield return (minutes % HourMinutes, false);
    }
}
