using System.Net;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>
/// A name means itself, everywhere: written in another case it is another name and not known, and what takes one value stands once. Two
/// programs that read a request (a firewall, a log, this platform) then read the same.
/// </summary>
public sealed class WritingNamesExactlyTests(StandalonePlatform platform) : IClassFixture<StandalonePlatform>
{
    [Fact]
    public async Task A_field_in_another_case_is_not_known_anywhere()
    {
        var (tried, wrong) = (0, new List<string>());
        await foreach (var (name, client, verb, path, field, _) in FieldsAsync())
        {
            var other = char.ToUpperInvariant(field[0]) + field[1..];
            tried++;
            if (await FaultAsync(client, verb, path, $$"""{"{{other}}":null}""", "field.unknown", "/" + other) is { } fault)
                wrong.Add($"{name}: {fault}");
        }

        wrong.ShouldBeEmpty($"{wrong.Count} of {tried}\n{string.Join('\n', wrong)}");
        tried.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task A_field_stands_once_everywhere()
    {
        var (tried, wrong) = (0, new List<string>());
        await foreach (var (name, client, verb, path, field, value) in FieldsAsync())
        {
            tried++;
            if (await FaultAsync(client, verb, path, $$"""{"{{field}}":{{value}},"{{field}}":{{value}}}""", "field.duplicate", "/" + field)
                is { } fault)
                wrong.Add($"{name}: {fault}");
        }

        wrong.ShouldBeEmpty($"{wrong.Count} of {tried}\n{string.Join('\n', wrong)}");
        tried.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task A_parameter_in_another_case_is_not_known_anywhere_and_one_with_one_value_stands_once()
    {
        var (tried, wrong) = (0, new List<string>());
        foreach (var (name, client, verb, path, operation) in await OperationsAsync())
        {
            // Pages that people open take whatever mail programs add to their links
            if (operation.GetProperty("responses").TryGetProperty("200", out var answer) && answer.TryGetProperty("content", out var content)
                && content.EnumerateObject().Any(one => one.Name.StartsWith("text/html", StringComparison.Ordinal)))
                continue;
            foreach (var parameter in Parameters(operation))
            {
                var written = parameter.GetProperty("name").GetString()!;
                var other = char.ToUpperInvariant(written[0]) + written[1..];
                tried++;
                if (await FaultAsync(client, verb, $"{path}?{other}=1", null, "parameter.unknown", "/" + other) is { } fault)
                    wrong.Add($"{name}: {fault}");
                var isList = parameter.GetProperty("schema").TryGetProperty("items", out _);
                if (!isList && await FaultAsync(client, verb, $"{path}?{written}=1&{written}=2", null, "parameter.invalid", "/" + written)
                    is { } doubled)
                    wrong.Add($"{name}: {doubled}");
            }
        }

        wrong.ShouldBeEmpty($"{wrong.Count} of {tried}\n{string.Join('\n', wrong)}");
        tried.ShouldBeGreaterThan(100);
    }

    private static async Task<string?> FaultAsync(HttpClient client, string verb, string path, string? body, string code, string pointer)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(client.BaseAddress!, path));
        if (verb is "PUT" or "PATCH" or "DELETE")
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return answer.StatusCode is HttpStatusCode.BadRequest && JsonDocument.Parse(text).RootElement is var problem
            && problem.GetProperty("code").GetString() == code && problem.GetProperty("errors").TryGetProperty(pointer, out _)
            ? null : $"{path} {body}: {(int)answer.StatusCode} {text[..Math.Min(text.Length, 300)]}";
    }

    /// <summary>Every operation that takes an object, with one of its fields and a value for it.</summary>
    private async IAsyncEnumerable<(string Name, HttpClient Client, string Verb, string Path, string Field, string Value)> FieldsAsync()
    {
        var schemas = (await platform.DocumentAsync()).GetProperty("components").GetProperty("schemas");
        foreach (var (name, client, verb, path, operation) in await OperationsAsync())
        {
            if (!operation.TryGetProperty("requestBody", out var body)
                || !body.GetProperty("content").TryGetProperty("application/json", out var json)
                || !json.GetProperty("schema").TryGetProperty("$ref", out var reference))
                continue;
            var schema = schemas.GetProperty(reference.GetString()!.Split('/')[^1]);
            if (!schema.TryGetProperty("properties", out var properties))
                continue;
            // One whose value is right whatever else is asked of it
            var field = properties.EnumerateObject().Select(property => (property.Name, Value: SimpleValue(property.Value)))
                .FirstOrDefault(one => one.Value is not null);
            if (field.Value is { } value)
                yield return (name, client, verb, path, field.Name, value);
        }
    }

    private static string? SimpleValue(JsonElement schema)
    {
        var type = schema.TryGetProperty("type", out var known) ? known.GetRawText() : "";
        return type.Contains("null", StringComparison.Ordinal) || schema.TryGetProperty("anyOf", out _) ? "null"
            : type.Contains("array", StringComparison.Ordinal) ? "[]"
            : type.Contains("object", StringComparison.Ordinal) ? "{}"
            : type.Contains("integer", StringComparison.Ordinal) || type.Contains("number", StringComparison.Ordinal) ? "1"
            : type.Contains("boolean", StringComparison.Ordinal) ? "true"
            : type.Contains("string", StringComparison.Ordinal) && !schema.TryGetProperty("format", out _)
                && !schema.TryGetProperty("enum", out _) ? "\"a\""
            : null;
    }

    private async Task<List<(string Name, HttpClient Client, string Verb, string Path, JsonElement Operation)>> OperationsAsync()
    {
        var known = new List<(string, HttpClient, string, string, JsonElement)>();
        foreach (var path in (await platform.DocumentAsync()).GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(one => one.Name is "get" or "post" or "put" or "patch" or "delete"))
            {
                // A stream's answer never ends
                if (path.Name.EndsWith("/stream", StringComparison.Ordinal))
                    continue;
                var filled = string.Join('/', path.Name.Split('/').Select(part => part.StartsWith('{') ? Guid.NewGuid().ToString() : part));
                known.Add((RoleTable.NameOf(operation.Name, path.Name), await AnyCallerAsync(operation.Value), operation.Name.ToUpperInvariant(),
                    filled, operation.Value));
            }
        }

        return known;
    }

    private async Task<HttpClient> AnyCallerAsync(JsonElement operation)
    {
        var roles = RoleTable.DocumentedRoles(operation);
        return roles.Contains(Roles.Anonymous) ? platform.Client.Customer
            : roles.FirstOrDefault(role => role != Roles.Storefront) is { } role ? await platform.Client.AsAsync(role)
            : platform.Client.Backend;
    }

    private static IEnumerable<JsonElement> Parameters(JsonElement operation) =>
        !operation.TryGetProperty("parameters", out var parameters) ? []
            : parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "query");
}
