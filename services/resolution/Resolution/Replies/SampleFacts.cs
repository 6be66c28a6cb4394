using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Resolution.Replies;

/// <summary>Made-up facts, to see how a template reads when everything is known, and when almost nothing is.</summary>
internal static class SampleFacts
{
    public static IReadOnlyDictionary<string, object?> Everything(Language language)
    {
        var zh = language != Language.English;
        return new Dictionary<string, object?>(Nothing(language))
        {
            ["fact"] = zh ? "水壶用了两天就漏水" : "the kettle leaks after two days",
            ["feeling"] = zh ? "太让人失望了" : "I am so disappointed",
            ["need"] = zh ? "希望退款" : "I want my money back",
            ["product"] = zh ? "电热水壶" : "kettle",
            ["order"] = "A-1001",
            ["orderedOn"] = zh ? "2026年1月20日" : "20 January 2026",
            ["deliveredOn"] = zh ? "2026年1月23日" : "23 January 2026",
            ["amount"] = "129.00 CNY",
            ["carrier"] = zh ? "示例快递" : "Sample Express",
            ["store"] = zh ? "示例门店" : "Sample Street",
            ["next"] = zh ? "我们正在核实商品的问题。" : "We are looking into what is wrong with the product.",
            ["granted"] = new List<Dictionary<string, object?>>
            {
                new()
                {
                    ["name"] = zh ? "退款" : "Refund", ["value"] = "50.00 CNY", ["done"] = null,
                    ["dueOn"] = zh ? "2026年2月1日 18:00" : "1 February 2026, 18:00",
                },
            },
            ["offered"] = new List<Dictionary<string, object?>>
            {
                new()
                {
                    ["name"] = zh ? "换货" : "Exchange", ["value"] = null,
                    ["validUntil"] = zh ? "2026年2月7日 18:00" : "7 February 2026, 18:00",
                },
            },
        };
    }

    public static IReadOnlyDictionary<string, object?> Nothing(Language language)
    {
        var zh = language != Language.English;
        var values = ReplyFields.Optional.Concat(ReplyFields.Lists.Keys).ToDictionary(field => field, _ => (object?)null);
        values["reference"] = "C-260131-0001";
        values["storefront"] = zh ? "示例店铺" : "Sample Shop";
        values["receivedOn"] = zh ? "2026年1月31日" : "31 January 2026";
        return values;
    }
}
