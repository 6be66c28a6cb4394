using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Kernel;
using NodaTime;
using NodaTime.Text;

namespace ComplaintPlatform.Intake.Imports;

/// <summary>What is wrong with a row.</summary>
internal sealed class RowException(IReadOnlyList<(string Field, string Message)> errors) : Exception
{
    public RowException(string field, string message)
        : this([(field, message)])
    {
    }

    public IReadOnlyList<(string Field, string Message)> Errors => errors;
}

/// <summary>Makes the request of a row that a storefront would have posted, and checks it by the same rules.</summary>
internal sealed class RowReader(Import import, DateTimeZone zone)
{
    private static readonly string[] Times = ["occurredAt", "customer.firstOrderAt", "order.placedAt"];
    private static readonly string[] Amounts = ["statedLoss", "customer.lifetimeValue", "order.amount"];

    private static readonly LocalDateTimePattern[] LocalTimes =
        [.. new[] { "uuuu'-'M'-'d H':'mm", "uuuu'-'M'-'d H':'mm':'ss", "uuuu'/'M'/'d H':'mm", "uuuu'/'M'/'d H':'mm':'ss", "uuuu'-'M'-'d'T'H':'mm':'ss" }
            .Select(LocalDateTimePattern.CreateWithInvariantCulture)];

    private static readonly LocalDatePattern[] LocalDays =
        [.. new[] { "uuuu'-'M'-'d", "uuuu'/'M'/'d", "uuuu'年'M'月'd'日'" }.Select(LocalDatePattern.CreateWithInvariantCulture)];

    // People write channels in words
    private static readonly Dictionary<string, string> Channels = new[]
        { "web", "app", "phone", "email", "chat", "in_person", "letter", "social", "api" }
        .SelectMany(code => new[] { code, CodeTexts.Of("channel", code, Language.English), CodeTexts.Of("channel", code, Language.Chinese) }
            .Distinct().Select(word => (word, code)))
        .ToDictionary(pair => pair.word, pair => pair.code, StringComparer.OrdinalIgnoreCase);

    private readonly string[] _columns =
        import.Columns.Length == 0 ? [] : JsonSerializer.Deserialize<string[]>(import.Columns, JsonDefaults.Options)!;

    /// <exception cref="RowException">The row is refused.</exception>
    public ReceiveComplaintRequest Read(ImportedRow row)
    {
        JsonObject json;
        try
        {
            json = import.Format is ImportFormat.Csv ? OfCells(row.Cells)
                : JsonNode.Parse(row.Cells[0], documentOptions: new() { MaxDepth = JsonDefaults.MaxDepth, AllowDuplicateProperties = false })
                    as JsonObject ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new RowException("/", "This line is no JSON object. | 该行不是 JSON 对象。");
        }

        json.TryAdd("channel", import.Channel);
        // The file is its storefront's
        if (json["storefrontId"] is { } named && named.ToString() != import.StorefrontId)
            throw new RowException("/storefrontId", "The import belongs to another storefront. | 该导入属于其他店铺。");
        try
        {
            var request = json.Deserialize<ReceiveComplaintRequest>(JsonDefaults.Options) ?? throw new JsonException();
            Check(request, "");
            if (request.Customer is { } customer)
                Check(customer, "/customer");
            if (request.Order is { } order)
                Check(order, "/order");
            return request;
        }
        catch (JsonException malformed)
        {
            throw new RowException(PointerOf(malformed.Path), malformed.Message.Contains(" | ", StringComparison.Ordinal) ? malformed.Message
                : "Missing, not known, or not of the kind that is wanted here. | 缺失、未知,或类型不符。");
        }
    }

    private JsonObject OfCells(IReadOnlyList<string> cells)
    {
        if (cells.Count > _columns.Length && cells.Skip(_columns.Length).Any(cell => cell.Length > 0))
        {
            throw new RowException(
                "/", $"The row has {cells.Count} cells, the heading {_columns.Length}. | 该行有 {cells.Count} 格,表头只有 {_columns.Length} 列。");
        }

        var json = new JsonObject();
        var values = new Dictionary<string, string>();
        for (var place = 0; place < Math.Min(cells.Count, _columns.Length); place++)
        {
            if (_columns[place] != ImportColumns.Ignored && cells[place].Trim() is { Length: > 0 } cell)
                values[_columns[place]] = cell;
        }

        foreach (var (field, cell) in values)
        {
            if (field.EndsWith(".currency", StringComparison.Ordinal))
                continue;
            var (parent, name) = field.Split('.') is [var owner, var member]
                ? ((JsonObject)(json[owner] ??= new JsonObject()), member) : (json, field);
            parent[name] = ValueOf(field, cell, values);
        }

        return json;
    }

    private JsonNode ValueOf(string field, string cell, Dictionary<string, string> row)
    {
        var pointer = "/" + field.Replace('.', '/');
        if (Times.Contains(field))
            return JsonDefaults.Rfc3339(TimeOf(cell, pointer));
        if (Amounts.Contains(field))
        {
            var currency = row.GetValueOrDefault(field + ".currency") ?? import.Currency ?? throw new RowException(
                pointer, "The amount has no currency: add a column for it, or the parameter currency. | 金额缺少币种:请添加币种列或 currency 参数。");
            return new JsonObject { ["amount"] = cell.Replace(",", "", StringComparison.Ordinal), ["currency"] = currency };
        }

        return field switch
        {
            "channel" => Channels.GetValueOrDefault(cell, cell),
            "customer.orderCount" => int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count
                : throw new RowException(pointer, "Must be a whole number. | 必须是整数。"),
            "customer.vip" => cell.ToUpperInvariant() switch
            {
                "TRUE" or "YES" or "Y" or "1" or "是" => true,
                "FALSE" or "NO" or "N" or "0" or "否" => false,
                _ => throw new RowException(pointer, "Must be yes or no. | 必须为是或否。"),
            },
            _ => cell,
        };
    }

    // A spreadsheet's time has no zone: it is the storefront's
    private DateTimeOffset TimeOf(string cell, string pointer)
    {
        foreach (var pattern in LocalTimes)
        {
            if (pattern.Parse(cell) is { Success: true } local)
                return local.Value.InZoneLeniently(zone).ToDateTimeOffset().ToUniversalTime();
        }

        foreach (var pattern in LocalDays)
        {
            if (pattern.Parse(cell) is { Success: true } day)
                return day.Value.AtStartOfDayInZone(zone).ToDateTimeOffset().ToUniversalTime();
        }

        return OffsetDateTimePattern.Rfc3339.Parse(cell) is { Success: true } exact
            ? exact.Value.ToDateTimeOffset().ToUniversalTime()
            : throw new RowException(pointer, "Must be a time such as 2026-01-31 08:00. | 必须是时间,例如 2026-01-31 08:00。");
    }

    private static void Check(object part, string pointer)
    {
        var results = new List<ValidationResult>();
        if (Validator.TryValidateObject(part, new ValidationContext(part), results, validateAllProperties: true))
            return;
        throw new RowException([.. results.Select(result => (
            $"{pointer}/{JsonNamingPolicy.CamelCase.ConvertName(result.MemberNames.FirstOrDefault() ?? "")}",
            result.ErrorMessage is { } message && message.Contains(" | ", StringComparison.Ordinal) ? message
                : "Missing, too long, or out of range. | 缺失、过长或超出范围。"))]);
    }

    private static string PointerOf(string? path) => path is null or "$" ? "/" : "/" + path.TrimStart('$', '.').Replace('.', '/');
}
