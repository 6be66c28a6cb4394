using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using Microsoft.Extensions.Validation;

namespace ComplaintPlatform.Intake.OrderFacts;

/// <summary>
/// The merchant's own API of orders, which complaints are compared with. It is asked by GET, at public addresses only (configuration
/// <c>OrderApi:AllowedNetworks</c> names exceptions), without following redirects; its being away delays no complaint.
/// </summary>
/// <param name="BaseAddress">Such as <c>https://shop.example/api</c>; left out: there is none.</param>
/// <param name="PathTemplate">What comes behind it; <c>{orderId}</c> stands for the order's number.</param>
/// <param name="SecretHeader">The header that carries the secret, such as <c>X-Api-Key</c>.</param>
/// <param name="Secret">
/// Written, and never read again. Left out, the former one stays as long as it goes to the same host; empty takes it away.
/// </param>
/// <param name="TimeoutSeconds">How long an answer may take, with two more attempts.</param>
/// <param name="CacheMinutes">So long an answer is used again.</param>
/// <param name="LargestAnswerKilobytes">A longer answer is none.</param>
/// <param name="AllowHttp">Whether an address without encryption is taken.</param>
[ValidatableType]
public sealed record OrderApiPolicy(
    [property: StringLength(1000), PlainText(OneLine = true)] string? BaseAddress = null,
    [property: StringLength(500, MinimumLength = 1), PlainText(OneLine = true)] string PathTemplate = "/orders/{orderId}",
    [property: StringLength(100), RegularExpression("[A-Za-z0-9-]*")] string? SecretHeader = null,
    [property: StringLength(1000), PlainText(OneLine = true), JsonConverter(typeof(WriteOnlyText))] string? Secret = null,
    IReadOnlyDictionary<string, string>? Fields = null,
    IReadOnlyList<string>? DeliveredStatuses = null,
    IReadOnlyList<int>? RetryMinutes = null,
    [property: Range(1, 30)] int TimeoutSeconds = 5,
    [property: Range(0, 1440)] int CacheMinutes = 10,
    [property: Range(1, 1024)] int LargestAnswerKilobytes = 64,
    bool AllowHttp = false)
{
    internal const string OrderId = "{orderId}";

    private static readonly Dictionary<string, string> DefaultFields = new()
    {
        ["orderId"] = "/orderId",
        ["customerId"] = "/customerId",
        ["amount"] = "/amount/amount",
        ["currency"] = "/amount/currency",
        ["placedAt"] = "/placedAt",
        ["deliveredAt"] = "/deliveredAt",
        ["status"] = "/status",
        ["product"] = "/product",
        ["sku"] = "/sku",
        ["carrier"] = "/carrier",
        ["trackingNumber"] = "/trackingNumber",
    };

    /// <summary>Where in the merchant's answer each fact stands, as JSON pointers; what is left out is read at its default place.</summary>
    [MaxLength(20)]
    public IReadOnlyDictionary<string, string> Fields { get; init; } = Fields ?? DefaultFields;

    /// <summary>Statuses of an order that mean that the customer has it, where no time of delivery is told.</summary>
    [MaxLength(50)]
    public IReadOnlyList<string> DeliveredStatuses { get; init; } = DeliveredStatuses ?? ["delivered", "signed", "completed", "已签收", "已完成"];

    /// <summary>The pauses before an API that does not answer is asked again for a complaint; then only when somebody looks.</summary>
    [MaxLength(20)]
    public IReadOnlyList<int> RetryMinutes { get; init; } = RetryMinutes ?? [1, 5, 30, 120, 480];

    private static string FieldPointer(string name) =>
        "/orderApi/fields/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    internal string PointerOf(string field) => Fields.GetValueOrDefault(field) ?? DefaultFields[field];

    /// <returns>The whole address; <c>null</c> for a number of an order that would lead to another path.</returns>
    internal Uri? AddressOf(string orderId) => orderId.Trim('.').Length == 0 ? null
        : new Uri(BaseAddress!.TrimEnd('/') + PathTemplate.Replace(OrderId, Uri.EscapeDataString(orderId), StringComparison.Ordinal));

    internal async Task<IReadOnlyList<PolicyError>> ErrorsAsync(PublicNetwork network, CancellationToken ct)
    {
        var errors = new List<PolicyError>();
        if (BaseAddress is not null && await network.RefusalAsync(BaseAddress, AllowHttp, ct) is { } refusal)
            errors.Add(new("/orderApi/baseAddress", refusal));
        else if (BaseAddress?.Contains('?', StringComparison.Ordinal) == true)
            errors.Add(new("/orderApi/baseAddress", "Must hold no query; it belongs to pathTemplate. | 不能包含查询参数,请写在 pathTemplate 中。"));
        if (!PathTemplate.StartsWith('/') || PathTemplate.Split(OrderId).Length != 2 || PathTemplate.Contains('#', StringComparison.Ordinal))
        {
            errors.Add(new("/orderApi/pathTemplate",
                "Must start with / and hold {orderId} once. | 必须以 / 开头,且包含一次 {orderId}。"));
        }

        errors.AddRange(Fields.Where(field => !DefaultFields.ContainsKey(field.Key)).Select(field => new PolicyError(
            FieldPointer(field.Key),
            $"Is none of: {string.Join(", ", DefaultFields.Keys)}. | 必须是以下之一:{string.Join(", ", DefaultFields.Keys)}。")));
        errors.AddRange(Fields.Where(field => field.Value is not ['/', ..] || field.Value.Length > 200).Select(field => new PolicyError(
            FieldPointer(field.Key), "Must be a JSON pointer such as /data/total. | 必须是 JSON 指针,例如 /data/total。")));
        for (var at = 0; at < RetryMinutes.Count; at++)
        {
            if (RetryMinutes[at] is < 1 or > 10_080)
                errors.Add(new($"/orderApi/retryMinutes/{at}", "Must be from 1 to 10080. | 必须为 1 到 10080。"));
        }

        return errors;
    }
}

/// <summary>Taken in, and never given out.</summary>
internal sealed class WriteOnlyText : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => reader.GetString(),
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteNullValue();
}
