using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>
/// Holds answers against the document: status, media type, and every value of a JSON body against its schema. A field that the document
/// does not have is a fault too: clients that are made from it would not know it.
/// </summary>
internal sealed class DocumentedAnswers(JsonElement document)
{
    private const int Deepest = 40;

    private readonly (string Verb, string[] Path, JsonElement Operation)[] _operations =
    [
        .. from path in document.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           where operation.Name is "get" or "post" or "put" or "patch" or "delete"
           select (operation.Name.ToUpperInvariant(), Segments(path.Name), operation.Value),
    ];

    private readonly Dictionary<string, Regex> _patterns = [];

    /// <returns>What is not as documented; nothing where all is, or where the document does not know the operation.</returns>
    public string? Fault(HttpMethod verb, string path, HttpStatusCode status, string? mediaType, string body)
    {
        if (OperationOf(verb.Method, path) is not { } operation)
            return null;
        var responses = operation.GetProperty("responses");
        var number = ((int)status).ToString(CultureInfo.InvariantCulture);
        if (!responses.TryGetProperty(number, out var response) && ((int)status < 400 || !responses.TryGetProperty("default", out response)))
            return $"status {number} is not documented";
        if (response.TryGetProperty("$ref", out var shared))
            response = document.GetProperty("components").GetProperty("responses").GetProperty(shared.GetString()!.Split('/')[^1]);
        if (!response.TryGetProperty("content", out var content))
            return body.Length > 0 ? "a body that is not documented" : null;
        if (mediaType is null || !content.TryGetProperty(mediaType, out var media))
            return $"media type {mediaType ?? "none"} is not documented";
        if (!mediaType.EndsWith("json", StringComparison.Ordinal) || !media.TryGetProperty("schema", out var schema))
            return null;
        using var answer = JsonDocument.Parse(body);
        return Fault(schema, answer.RootElement, "", 0);
    }

    private JsonElement? OperationOf(string verb, string path)
    {
        var segments = Segments(path.Split('?')[0]);
        return _operations.Where(one => one.Verb == verb && one.Path.Length == segments.Length
                && one.Path.Zip(segments).All(pair => IsParameter(pair.First) || pair.First == pair.Second))
            // A literal wins
            .OrderBy(one => string.Concat(one.Path.Select(part => IsParameter(part) ? '1' : '0')), StringComparer.Ordinal)
            .Select(one => (JsonElement?)one.Operation).FirstOrDefault();
    }

    private static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsParameter(string segment) => segment.StartsWith('{');

    private string? Fault(JsonElement schema, JsonElement value, string at, int depth)
    {
        if (depth > Deepest || schema.ValueKind is not JsonValueKind.Object)
            return null;
        if (schema.TryGetProperty("$ref", out var reference))
            return Fault(
                document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), value, at, depth + 1);
        if (schema.TryGetProperty("anyOf", out var several) || schema.TryGetProperty("oneOf", out several))
        {
            var faults = several.EnumerateArray().Select(one => Fault(one, value, at, depth + 1)).ToList();
            return faults.Any(fault => fault is null) ? null : faults[0];
        }

        if (schema.TryGetProperty("allOf", out several))
            return several.EnumerateArray().Select(one => Fault(one, value, at, depth + 1)).FirstOrDefault(fault => fault is not null);
        if (schema.TryGetProperty("type", out var type) && !IsOf(type, value))
            return $"{at}: {value.ValueKind} is not {type}";
        if (schema.TryGetProperty("enum", out var values) && !values.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)))
            return $"{at}: {value} is not one of {values}";
        return value.ValueKind switch
        {
            JsonValueKind.String => OfText(schema, value.GetString()!, at),
            JsonValueKind.Number => OfNumber(schema, value, at),
            JsonValueKind.Array => OfList(schema, value, at, depth),
            JsonValueKind.Object => OfObject(schema, value, at, depth),
            _ => null,
        };
    }

    private static bool IsOf(JsonElement type, JsonElement value) => type.ValueKind is JsonValueKind.Array
        ? type.EnumerateArray().Any(one => IsOf(one, value))
        : (type.GetString(), value.ValueKind) switch
        {
            ("null", JsonValueKind.Null) or ("string", JsonValueKind.String) or ("array", JsonValueKind.Array)
                or ("object", JsonValueKind.Object) or ("number", JsonValueKind.Number)
                or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
            ("integer", JsonValueKind.Number) => value.TryGetInt64(out _),
            _ => false,
        };

    private string? OfText(JsonElement schema, string text, string at)
    {
        var length = text.EnumerateRunes().Count();
        if (schema.TryGetProperty("maxLength", out var most) && length > most.GetInt64())
            return $"{at}: {length} characters, more than {most}";
        if (schema.TryGetProperty("minLength", out var least) && length < least.GetInt64())
            return $"{at}: {length} characters, fewer than {least}";
        if (schema.TryGetProperty("pattern", out var pattern) && !PatternOf(pattern.GetString()!).IsMatch(text))
            return $"{at}: {text} is not {pattern}";
        return schema.TryGetProperty("format", out var format) && !IsFormatted(format.GetString(), text) ? $"{at}: {text} is no {format}" : null;
    }

    private static bool IsFormatted(string? format, string text) => format switch
    {
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "date-time" => text.EndsWith('Z') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => true,
    };

    private static string? OfNumber(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("minimum", out var least) && value.GetDouble() < least.GetDouble())
            return $"{at}: {value} is less than {least}";
        return schema.TryGetProperty("maximum", out var most) && value.GetDouble() > most.GetDouble() ? $"{at}: {value} is more than {most}" : null;
    }

    private string? OfList(JsonElement schema, JsonElement value, string at, int depth)
    {
        if (schema.TryGetProperty("maxItems", out var most) && value.GetArrayLength() > most.GetInt32())
            return $"{at}: {value.GetArrayLength()} items, more than {most}";
        return !schema.TryGetProperty("items", out var items) ? null
            : value.EnumerateArray().Select((item, index) => Fault(items, item, $"{at}/{index}", depth + 1)).FirstOrDefault(fault => fault is not null);
    }

    private string? OfObject(JsonElement schema, JsonElement value, string at, int depth)
    {
        if (schema.TryGetProperty("required", out var required)
            && required.EnumerateArray().FirstOrDefault(name => !value.TryGetProperty(name.GetString()!, out _)) is
            { ValueKind: JsonValueKind.String } missing)
            return $"{at}: {missing} is missing";
        var hasNames = schema.TryGetProperty("properties", out var properties);
        var hasRest = schema.TryGetProperty("additionalProperties", out var rest) && rest.ValueKind is JsonValueKind.Object or JsonValueKind.True;
        foreach (var member in value.EnumerateObject())
        {
            var fault = hasNames && properties.TryGetProperty(member.Name, out var known) ? Fault(known, member.Value, $"{at}/{member.Name}", depth + 1)
                : hasRest ? Fault(rest, member.Value, $"{at}/{member.Name}", depth + 1)
                : hasNames ? $"{at}/{member.Name} is not documented"
                : null;
            if (fault is not null)
                return fault;
        }

        return null;
    }

    private Regex PatternOf(string pattern)
    {
        lock (_patterns)
        {
            if (!_patterns.TryGetValue(pattern, out var regex))
                _patterns[pattern] = regex = new Regex(pattern, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1));
            return regex;
        }
    }
}
