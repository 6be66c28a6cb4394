using System.Text.Json.Nodes;

namespace ComplaintPlatform.Gateway.Documents;

/// <summary>
/// Gives every body of the document an example. They are made from the schemas, so that they fit them and never fall behind; what a text
/// says comes from the schema's own example, or from <see cref="ExampleTexts"/> by the field's name.
/// </summary>
internal sealed class DocumentExamples
{
    private const int Deepest = 9;
    private const string SchemaPlace = "#/components/schemas/";

    private readonly JsonObject _schemas;
    private readonly JsonObject _examples;
    private readonly Stack<string> _within = [];

    private DocumentExamples(JsonObject schemas, JsonObject examples) => (_schemas, _examples) = (schemas, examples);

    public static void AddTo(JsonObject document)
    {
        if (document["components"] is not JsonObject components || components["schemas"] is not JsonObject schemas)
            return;
        if (components["examples"] is not JsonObject known)
            components["examples"] = known = [];
        var examples = new DocumentExamples(schemas, known);
        foreach (var (_, path) in document["paths"] as JsonObject ?? [])
        {
            foreach (var (_, operation) in path as JsonObject ?? [])
                examples.AddToOperation(operation as JsonObject);
        }

        foreach (var (_, response) in components["responses"] as JsonObject ?? [])
            examples.AddToBody(response as JsonObject);
        if (known.Count == 0)
            components.Remove("examples");
    }

    private void AddToOperation(JsonObject? operation)
    {
        AddToBody(operation?["requestBody"] as JsonObject);
        foreach (var (_, response) in operation?["responses"] as JsonObject ?? [])
            AddToBody(response as JsonObject);
    }

    private void AddToBody(JsonObject? body)
    {
        foreach (var (mediaType, described) in body?["content"] as JsonObject ?? [])
        {
            if (described is not JsonObject media || media["schema"] is not JsonObject schema || media.ContainsKey("example")
                || media.ContainsKey("examples") || !mediaType.EndsWith("json", StringComparison.Ordinal))
                continue;
            if (NameOf(schema) is not { } name)
            {
                media["example"] = Make(schema, "");
                continue;
            }

            if (!_examples.ContainsKey(name))
                _examples[name] = new JsonObject { ["summary"] = name, ["value"] = Make(schema, "") };
            media["examples"] = new JsonObject { ["example"] = new JsonObject { ["$ref"] = "#/components/examples/" + name } };
        }
    }

    private static string? NameOf(JsonObject schema) =>
        schema["$ref"]?.GetValue<string>() is { } place && place.StartsWith(SchemaPlace, StringComparison.Ordinal)
            ? place[SchemaPlace.Length..] : null;

    private JsonNode? Make(JsonObject schema, string field)
    {
        if (NameOf(schema) is { } name)
        {
            // A tree goes on for ever: its example ends with the first branch
            if (_within.Contains(name) || _within.Count > Deepest || _schemas[name] is not JsonObject named)
                return null;
            _within.Push(name);
            var made = Make(named, field);
            _within.Pop();
            return made;
        }

        if ((schema["example"] ?? (schema["examples"] as JsonArray)?.FirstOrDefault() ?? schema["const"] ?? schema["default"]) is { } given)
            return given.DeepClone();
        if (schema["enum"] is JsonArray { Count: > 0 } values)
            return values[0]?.DeepClone();
        if ((schema["anyOf"] ?? schema["oneOf"] ?? schema["allOf"]) is JsonArray several)
            return several.OfType<JsonObject>().Select(one => Make(one, field)).FirstOrDefault(made => made is not null);
        return TypeOf(schema) switch
        {
            "object" => MakeObject(schema),
            "array" => MakeList(schema, field),
            "string" => ExampleTexts.Of(field, schema),
            "integer" => Within(schema, 1),
            "number" => Within(schema, 0.5m),
            "boolean" => true,
            // Anything may stand there
            null when !schema.ContainsKey("type") => new JsonObject(),
            _ => null,
        };
    }

    private static string? TypeOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray several => several.Select(one => one?.GetValue<string>()).FirstOrDefault(one => one != "null"),
        JsonValue one => one.GetValue<string>(),
        _ => schema.ContainsKey("properties") ? "object" : null,
    };

    private JsonObject MakeObject(JsonObject schema)
    {
        var made = new JsonObject();
        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
        {
            if (property is not JsonObject known)
                continue;
            var value = Make(known, name);
            if (value is not null || MayBeNull(known))
                made[name] = value;
        }

        if (made.Count == 0 && schema["additionalProperties"] is JsonObject { Count: > 0 } rest && Make(rest, "key") is { } any)
            made["key"] = any;
        return made;
    }

    private static bool MayBeNull(JsonObject schema) =>
        (schema["type"] is JsonArray types && types.Any(one => one?.GetValue<string>() == "null"))
        || (schema["anyOf"] is JsonArray several && several.OfType<JsonObject>().Any(one => TypeOf(one) is null && one["type"] is not null));

    private JsonArray MakeList(JsonObject schema, string field)
    {
        var item = schema["items"] is JsonObject items ? Make(items, field) : null;
        return item is null ? [] : [item];
    }

    private static JsonValue Within(JsonObject schema, decimal usual)
    {
        var (least, most) = (NumberOf(schema["minimum"]), NumberOf(schema["maximum"]));
        return JsonValue.Create(least is { } low && usual < low ? low : most is { } high && usual > high ? high : usual);
    }

    private static decimal? NumberOf(JsonNode? node) =>
        node is JsonValue value && decimal.TryParse(
            value.ToJsonString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? number : null;
}
