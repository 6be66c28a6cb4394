using System.Collections.Frozen;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;

namespace ComplaintPlatform.Intake.Imports;

/// <summary>Which column of a CSV file holds which field of a complaint.</summary>
internal static class ImportColumns
{
    /// <summary>In a column map: this column is not wanted.</summary>
    public const string Ignored = "-";

    public static readonly string[] Fields =
    [
        "channel", "complainantKind", "staffMember", "subject", "text", "expectation", "occurredAt", "externalId", "statedLoss", "statedLoss.currency",
        "customer.externalId", "customer.name", "customer.email", "customer.phone", "customer.appUserId", "customer.language",
        "customer.firstOrderAt", "customer.orderCount", "customer.lifetimeValue", "customer.lifetimeValue.currency", "customer.vip",
        "customer.preferredContactTimes", "order.externalId", "order.placedAt", "order.product", "order.productCategory", "order.sku",
        "order.amount", "order.amount.currency", "order.carrier", "order.supplier", "order.store",
    ];

    // As the columns of Chinese files are called
    private static readonly FrozenDictionary<string, string> Known = new Dictionary<string, string>
    {
        ["渠道"] = "channel",
        ["投诉人类型"] = "complainantKind",
        ["主题"] = "subject",
        ["涉及员工"] = "staffMember",
        ["投诉内容"] = "text",
        ["内容"] = "text",
        ["诉求"] = "expectation",
        ["期望"] = "expectation",
        ["发生时间"] = "occurredAt",
        ["投诉编号"] = "externalId",
        ["损失金额"] = "statedLoss",
        ["客户编号"] = "customer.externalId",
        ["客户姓名"] = "customer.name",
        ["姓名"] = "customer.name",
        ["邮箱"] = "customer.email",
        ["电话"] = "customer.phone",
        ["手机"] = "customer.phone",
        ["订单号"] = "order.externalId",
        ["下单时间"] = "order.placedAt",
        ["商品"] = "order.product",
        ["商品类目"] = "order.productCategory",
        ["订单金额"] = "order.amount",
        ["承运商"] = "order.carrier",
        ["供应商"] = "order.supplier",
        ["门店"] = "order.store",
        ["email"] = "customer.email",
        ["phone"] = "customer.phone",
        ["name"] = "customer.name",
        ["orderId"] = "order.externalId",
        ["product"] = "order.product",
        ["sku"] = "order.sku",
        ["carrier"] = "order.carrier",
        ["supplier"] = "order.supplier",
        ["store"] = "order.store",
    }.ToFrozenDictionary();

    /// <summary>The field of each column, <c>-</c> for those that are not wanted.</summary>
    /// <param name="map">JSON from column to field, beside what is known by itself.</param>
    /// <exception cref="ValidationProblemException">A column that is none, twice the same field, or none with the text.</exception>
    public static string[] Of(IReadOnlyList<string> heading, string? map)
    {
        var mapped = Parse(map);
        var errors = new List<(string, string)>();
        foreach (var (column, field) in mapped)
        {
            if (field != Ignored && !Fields.Contains(field))
                errors.Add((Pointer(column), $"There is no field {field}; there are: {string.Join(", ", Fields)}. | 没有字段 {field};可用字段:{string.Join(", ", Fields)}。"));
            if (!heading.Contains(column))
                errors.Add((Pointer(column), "The file has no such column. | 文件中没有该列。"));
        }

        var fields = heading.Select(column => mapped.GetValueOrDefault(column) ?? Known.GetValueOrDefault(column)
            ?? Array.Find(Fields, field => field.Equals(column, StringComparison.OrdinalIgnoreCase)) ?? "").ToArray();
        foreach (var column in heading.Where((_, place) => fields[place] == ""))
        {
            errors.Add((Pointer(column),
                "This column is not known. Name its field in the parameter columns, or - to leave it out. | 未知列。请在 columns 参数中指明对应字段,或用 - 忽略该列。"));
        }

        foreach (var twice in fields.Where(field => field is not (Ignored or "")).GroupBy(field => field).Where(group => group.Count() > 1))
            errors.Add(("/columns", $"Two columns hold {twice.Key}. | 有两列对应字段 {twice.Key}。"));
        if (!fields.Contains("text"))
            errors.Add(("/columns", "No column holds text, the complaint's words. | 没有对应投诉内容(text)的列。"));
        return errors.Count == 0 ? fields : throw new ValidationProblemException("import.columns", [.. errors.Take(50)]);
    }

    private static Dictionary<string, string> Parse(string? map)
    {
        if (string.IsNullOrWhiteSpace(map))
            return [];
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(map, JsonDefaults.Options)!
                .ToDictionary(pair => pair.Key.Trim(), pair => pair.Value.Trim());
        }
        catch (Exception malformed) when (malformed is JsonException or NullReferenceException or ArgumentException)
        {
            throw new ValidationProblemException(
                "parameter.invalid", ("/columns", "Must be a JSON object from column to field. | 必须是列名到字段名的 JSON 对象。"));
        }
    }

    private static string Pointer(string column) =>
        "/columns/" + column[..Math.Min(column.Length, 100)].Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
