using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>Makes requests that no honest caller sends, from the document of the API: the same seed makes the same requests.</summary>
internal sealed class Malformed(JsonElement document, Random random)
{
    private static readonly string[] Strings =
    [
        "", " ", "\u0000", "a\u0000b", "\u202Eevil", "😀", "null", "true", "-1", "1e400", "2026-02-30T25:61:00Z", "2026-01-01",
        "9999-12-31T23:59:59.9999999+14:00", "0001-01-01T00:00:00Z",
        "../../etc/passwd", "'; DROP TABLE Complaints; --", "<script>alert(1)</script>", "{\"a\":1}", "%00", "%2F",
        "00000000-0000-0000-0000-000000000000", "demo", "DEMO", "sql' OR '1'='1", "٣", "Ａ",
    ];

    private static readonly string[] Raw =
    [
        "", "{", "[", "nul", "null", "true", "1", "\"text\"", "[]", "[{}]", "{}", "{\"a\":}", "{\"text\":\"a\",\"text\":\"b\"}",
        "{\"text\":\"\\ud800\"}", "{\"text\":\"\\u0000\"}", "{'text':1}", "{\"__proto__\":{}}",
        "{\"$type\":\"System.Object\"}", "\uFEFF{}", "{\"text\":1e999}", "{\"text\":99999999999999999999999999999}", "// comment",
        "<xml/>", "a=b&c=d",
    ];

    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "-0", "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "0.5", "1e10",
        "1e-400", "1e400", "79228162514264337593543950336", "0.00000000000000000000000000001",
    ];

    private static readonly string[] MediaTypes =
    [
        "text/xml", "application/x-www-form-urlencoded", "application/json; charset=x", "application/json; charset=gbk",
        "application/json; charset=\"utf-8\"", "application/problem+json", "multipart/form-data", "multipart/form-data; boundary=x", "text/csv",
        "application/x-ndjson", "message/rfc822", "a/b;c", "*/*",
    ];

    private static readonly string[] Verbs = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND", "X"];

    private readonly (string Path, string Verb, JsonElement Operation)[] _operations =
    [
        .. from path in document.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           where operation.Name is "get" or "post" or "put" or "patch" or "delete"
           // An answer there never ends
           where !path.Name.EndsWith("/stream", StringComparison.Ordinal)
           // A lucky hit there would lock the test itself out
           where !path.Name.Contains("/auth/", StringComparison.Ordinal)
               && !(path.Name.Contains("/users", StringComparison.Ordinal) || path.Name.Contains("/api-keys", StringComparison.Ordinal))
               || operation.Name is "get"
           select (path.Name, operation.Name.ToUpperInvariant(), operation.Value),
    ];

    public HttpRequestMessage Next(Guid known)
    {
        var (path, verb, operation) = Pick(_operations);
        foreach (var name in path.Split('{').Skip(1).Select(part => part.Split('}')[0]))
            path = path.Replace($"{{{name}}}",
                random.Next(3) == 0 ? Uri.EscapeDataString(Text()) : (random.Next(2) == 0 ? known : Guid.Empty).ToString(),
                StringComparison.Ordinal);
        var query = Parameters(operation, "query").Where(_ => random.Next(3) == 0).Select(name => $"{name}={Uri.EscapeDataString(Text())}")
            .ToList();
        if (random.Next(8) == 0)
            query.Add($"{Uri.EscapeDataString(Text())}={Uri.EscapeDataString(Text())}");

        var request = new HttpRequestMessage(
            new HttpMethod(random.Next(12) == 0 ? Pick(Verbs) : verb), path + (query.Count > 0 ? "?" + string.Join('&', query) : ""));
        foreach (var name in Parameters(operation, "header").Where(_ => random.Next(3) == 0))
            request.Headers.TryAddWithoutValidation(
                name, random.Next(6) == 0 ? new string('k', 300)
                : Pick(["\"1\"", "*", "W/\"0\"", "abc", "\"", "zh-CN", "en;q=2", "-", "\u007f", "a,b;c=d", "   "]));
        if (operation.TryGetProperty("requestBody", out var body))
            request.Content = Content(body);
        return request;
    }

    private ByteArrayContent Content(JsonElement body)
    {
        var content = random.Next(4) switch
        {
            0 => new ByteArrayContent(Encoding.UTF8.GetBytes(Pick(Raw))),
            1 when random.Next(3) == 0 => new ByteArrayContent(Noise()),
            _ => new ByteArrayContent(Encoding.UTF8.GetBytes(Value(SchemaOf(body), depth: 0))),
        };
        if (random.Next(12) == 0)
            content.Headers.TryAddWithoutValidation("Content-Type", Pick(MediaTypes));
        else if (random.Next(50) != 0)
            content.Headers.ContentType = new MediaTypeHeaderValue(random.Next(4) == 0 ? MediaTypeOf(body) : "application/json");
        return content;
    }

    private static string MediaTypeOf(JsonElement body) => body.GetProperty("content").EnumerateObject().First().Name;

    private static JsonElement SchemaOf(JsonElement body) =>
        body.GetProperty("content").EnumerateObject().First().Value is var media
            && media.TryGetProperty("schema", out var schema) ? schema : default;

    /// <summary>Near what the schema asks for, so that it gets past the reader, and wrong somewhere.</summary>
    private string Value(JsonElement schema, int depth)
    {
        if (depth > 6 || random.Next(10) == 0)
            return Wrong();
        schema = Resolve(schema);
        if (schema.ValueKind is not JsonValueKind.Object)
            return Wrong();
        if (schema.TryGetProperty("enum", out var values))
            return random.Next(2) == 0 ? JsonSerializer.Serialize(Text()) : Pick([.. values.EnumerateArray()]).GetRawText();
        if (schema.TryGetProperty("properties", out var properties))
        {
            var members = properties.EnumerateObject().Where(_ => random.Next(5) != 0)
                .Select(property => $"{JsonSerializer.Serialize(property.Name)}:{Value(property.Value, depth + 1)}").ToList();
            if (random.Next(6) == 0)
                members.Add($"{JsonSerializer.Serialize(Text())}:{Wrong()}");
            if (members.Count > 0 && random.Next(20) == 0)
                members.Add(Pick(members));
            if (members.Count > 0 && random.Next(20) == 0)
                members[0] = members[0].ToUpperInvariant();
            return $"{{{string.Join(',', members)}}}";
        }

        if (schema.TryGetProperty("items", out var items))
            return $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value(items, depth + 1)))}]";
        var type = schema.TryGetProperty("type", out var known) ? known.GetRawText() : "";
        return random.Next(3) == 0 ? Wrong()
            : type.Contains("integer", StringComparison.Ordinal)
                || type.Contains("number", StringComparison.Ordinal) ? Pick(Numbers)
            : type.Contains("boolean", StringComparison.Ordinal) ? "true"
            : JsonSerializer.Serialize(Text());
    }

    private JsonElement Resolve(JsonElement schema)
    {
        for (var steps = 0; steps < 5 && schema.ValueKind is JsonValueKind.Object; steps++)
        {
            if (schema.TryGetProperty("$ref", out var reference))
                schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
            else if (schema.TryGetProperty("allOf", out var all) || schema.TryGetProperty("oneOf", out all)
                || schema.TryGetProperty("anyOf", out all))
                schema = all[all.GetArrayLength() - 1];
            else
                break;
        }

        return schema;
    }

    private string Wrong() => random.Next(8) switch
    {
        0 => "null",
        1 => "[]",
        2 => "{}",
        3 => "-1e308",
        4 => string.Concat(Enumerable.Repeat("[", 400)) + string.Concat(Enumerable.Repeat("]", 400)),
        5 => JsonSerializer.Serialize(new string('漏', random.Next(30_000))),
        6 => JsonSerializer.Serialize(string.Concat(Enumerable.Repeat("😀", random.Next(20_000)))),
        _ => JsonSerializer.Serialize(Text()),
    };

    private string Text() =>
        random.Next(4) == 0 ? new string([.. Enumerable.Range(0, random.Next(60)).Select(_ => (char)random.Next(1, 0xD7FF))])
        : Pick(Strings);

    private byte[] Noise()
    {
        var bytes = new byte[random.Next(2_000)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static IEnumerable<string> Parameters(JsonElement operation, string where) =>
        !operation.TryGetProperty("parameters", out var parameters) ? []
            : parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == where)
                .Select(parameter => parameter.GetProperty("name").GetString()!);

    private T Pick<T>(IReadOnlyList<T> among) => among[random.Next(among.Count)];
}
