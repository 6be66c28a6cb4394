using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ComplaintPlatform.Gateway.Documents;

/// <summary>What texts say in the document's examples, by the name of their field.</summary>
internal static partial class ExampleTexts
{
    private const string Id = "58540000-5e94-666b-d4c6-08df48217f7a";
    private const string Time = "2026-11-21T08:30:00Z";

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["accessToken"] = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI1ODU0In0.c2lnbmF0dXJl",
        ["action"] = "ReceiveComplaint",
        ["actor"] = "agent:58540000-5e94-666b-d4c6-08df48217f7a",
        ["amount"] = "129.00",
        ["carrier"] = "顺丰",
        ["category"] = "safety_health/fire_or_shock",
        ["channel"] = "web",
        ["code"] = "field.unknown",
        ["comment"] = "同意",
        ["contentType"] = "image/jpeg",
        ["currency"] = "CNY",
        ["department"] = "after_sales",
        ["description"] = "说明",
        ["detail"] = "The request has errors.",
        ["email"] = "wang@example.com",
        ["en"] = "Refund",
        ["error"] = "TimeoutException",
        ["expectation"] = "退款",
        ["externalId"] = "u-1",
        ["fileName"] = "水壶.jpg",
        ["hash"] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ["instance"] = "/api/v1/complaints",
        ["key"] = "value",
        ["kind"] = "refund",
        ["language"] = "zh-CN",
        ["month"] = "2026-11",
        ["name"] = "王芳",
        ["note"] = "部分退款",
        ["notes"] = "客户表示满意",
        ["orderId"] = "o-1",
        ["password"] = "correct horse battery staple",
        ["phone"] = "13800000000",
        ["product"] = "电热水壶",
        ["productCategory"] = "厨房电器",
        ["publicAddress"] = "https://shop.example",
        ["reason"] = "与客户陈述不符",
        ["reasonCode"] = "S1",
        ["reference"] = "K82J-SFQF-A",
        ["refreshToken"] = "q5Jm0d3Yc1mJ0s8xv2T7w9Zk4Rf6Hn1B",
        ["result"] = "退款已到账",
        ["service"] = "intake",
        ["state"] = "open",
        ["status"] = "received",
        ["storefrontId"] = "demo",
        ["subject"] = "水壶漏电",
        ["summary"] = "已退款并致歉",
        ["supplier"] = "小熊电器",
        ["text"] = "水壶用了两天就漏电,太危险了,要求退款!",
        ["timeZone"] = "Asia/Shanghai",
        ["title"] = "Bad Request",
        ["tokenType"] = "Bearer",
        ["traceId"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
        ["trackingUrl"] = "https://shop.example/api/v1/track/-pbSthtWek36abZNRxMHt9Ss7jU",
        ["type"] = "https://tools.ietf.org/html/rfc9110#section-15.5.1",
        ["url"] = "https://shop.example/webhooks/complaints",
        ["username"] = "agent",
        ["zh"] = "退款",
    };

    /// <returns>Nothing where no text is known that fits.</returns>
    public static JsonNode? Of(string field, JsonObject schema)
    {
        var text = schema["format"]?.GetValue<string>() switch
        {
            "uuid" => Id,
            "date-time" => Time,
            "date" => "2026-11-21",
            "time" => "09:00:00",
            "uri" => Texts["url"],
            "duration" => "PT1H",
            "binary" or "byte" => "",
            _ => Texts.GetValueOrDefault(field, "text"),
        };
        // A choice of words
        if (schema["pattern"]?.GetValue<string>() is { } pattern && Choice().Match(pattern) is { Success: true } choice)
            text = choice.Groups[1].Value;
        if (schema["maxLength"]?.GetValue<long>() is { } most && text.Length > most)
            text = text[..(int)most];
        while (schema["minLength"]?.GetValue<long>() is { } least && text.Length < least)
            text += text.Length == 0 ? "x" : text;
        return JsonValue.Create(text);
    }

    [GeneratedRegex(@"^\^\(([\w-]+)(?:\|[\w-]+)*\)\$$", RegexOptions.NonBacktracking)]
    private static partial Regex Choice();
}
