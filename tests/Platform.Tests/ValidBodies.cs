using System.Text.Json;
using System.Text.Json.Nodes;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>Bodies that the reader takes, made from the document of the API.</summary>
internal static class ValidBodies
{
    /// <summary>A body that the reader takes: what is required, and no more.</summary>
    public static string Of(JsonElement operation, JsonElement schemas) =>
        operation.TryGetProperty("requestBody", out var body)
            && body.GetProperty("content").TryGetProperty("application/json", out var json) && json.TryGetProperty("schema", out var schema)
            ? Valid(schema, schemas, 0)?.ToJsonString() ?? "{}" : "{}";

    private static JsonNode? Valid(JsonElement schema, JsonElement schemas, int depth)
    {
        if (depth > 6)
            return null;
        if (schema.TryGetProperty("$ref", out var reference))
            return Valid(schemas.GetProperty(reference.GetString()!.Split('/')[^1]), schemas, depth + 1);
        if (schema.TryGetProperty("anyOf", out var any) || schema.TryGetProperty("allOf", out any))
            return Valid(any[0], schemas, depth + 1);
        if (schema.TryGetProperty("enum", out var values))
            return JsonNode.Parse(values[0].GetRawText());
        if (schema.TryGetProperty("properties", out var properties))
        {
            var required = schema.TryGetProperty("required", out var names)
                ? names.EnumerateArray().Select(name => name.GetString()!).ToHashSet() : [];
            return new JsonObject(properties.EnumerateObject().Where(property => required.Contains(property.Name))
                .Select(property => KeyValuePair.Create(property.Name, Valid(property.Value, schemas, depth + 1))));
        }

        var type = schema.TryGetProperty("type", out var known) ? known.GetRawText() : "";
        if (type.Contains("array", StringComparison.Ordinal))
            return new JsonArray(schema.TryGetProperty("items", out var items) ? Valid(items, schemas, depth + 1) : null);
        if (type.Contains("boolean", StringComparison.Ordinal))
            return true;
        if (type.Contains("integer", StringComparison.Ordinal) || type.Contains("number", StringComparison.Ordinal))
            return schema.TryGetProperty("minimum", out var least) ? JsonNode.Parse(least.GetRawText()) : 1;
        return schema.TryGetProperty("format", out var format) ? format.GetString() switch
        {
            "uuid" => Guid.NewGuid().ToString(),
            "date-time" => "2027-01-01T00:00:00Z",
            "date" => "2027-01-01",
            _ => "text",
        }
        : schema.TryGetProperty("pattern", out var pattern) && pattern.GetString() == "^[A-Z]{3}$" ? "CNY"
        : schema.TryGetProperty("pattern", out pattern) && pattern.GetString()!.Contains("[0-9]", StringComparison.Ordinal) ? "1.00"
        : "text of some length";
    }
}
