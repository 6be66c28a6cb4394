using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>What others do with the one document of the API: check it, and make a client of it.</summary>
public sealed class UsingTheDocumentTests(StandalonePlatform platform) : IClassFixture<StandalonePlatform>
{
    [Fact]
    public async Task A_linter_finds_nothing_in_it()
    {
        using var turn = await DocumentTools.EnterAsync();
        var file = await WriteAsync();

        var (exit, output) = await DocumentTools.RunAsync("npx", ["redocly", "lint", "--max-problems", "50", "--format", "stylish", file]);

        exit.ShouldBe(0, output);
    }

    [Fact]
    public async Task The_rules_of_OpenAPI_and_OWASP_find_nothing_in_it()
    {
        using var turn = await DocumentTools.EnterAsync();
        var file = await WriteAsync();

        var (exit, output) = await DocumentTools.RunAsync(
            "npx", ["spectral", "lint", "--ruleset", ".spectral.yaml", "--fail-severity", "warn", "--format", "text", file]);

        exit.ShouldBe(0, output);
    }

    [Fact]
    public async Task A_client_in_TypeScript_compiles_and_walks_the_main_job()
    {
        using var turn = await DocumentTools.EnterAsync();
        var file = await WriteAsync();

        var (made, making) = await DocumentTools.RunAsync("npx", ["openapi-typescript", file, "--output", "client.d.ts"]);
        made.ShouldBe(0, making);
        var (compiled, compiling) = await DocumentTools.RunAsync("npx", ["tsc", "--project", "."]);
        compiled.ShouldBe(0, compiling);
        var firstRun = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(platform.DataFolder, "first-run.json"))).RootElement;
        var settings = new Dictionary<string, string>
        {
            ["BASE_URL"] = platform.BaseUrl,
            ["API_KEY"] = firstRun.GetProperty("apiKey").GetString()!,
        };
        foreach (var user in firstRun.GetProperty("users").EnumerateArray())
            settings[$"PASSWORD_{user.GetProperty("username").GetString()}"] = user.GetProperty("password").GetString()!;
        var (walked, walking) = await DocumentTools.RunAsync("node", ["out/walk.js"], settings);

        walked.ShouldBe(0, walking);
        walking.ShouldContain("walked resolved");
    }

    [Fact]
    public async Task Everything_in_it_is_described()
    {
        var document = await platform.DocumentAsync();
        var lacking = new List<string>();

        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var name = RoleTable.NameOf(operation.Name, path.Name);
                if (!Says(operation.Value, "summary"))
                    lacking.Add($"{name}: a summary");
                // What the summary says again is what there is where the code says nothing
                if (operation.Value.GetProperty("description").GetString()!.StartsWith(
                    operation.Value.GetProperty("summary").GetString() + ".", StringComparison.Ordinal))
                    lacking.Add($"{name}: a description");
                foreach (var parameter in Items(operation.Value, "parameters").Where(parameter => !Says(parameter, "description")))
                    lacking.Add($"{name}: parameter {parameter.GetProperty("name")}");
            }
        }

        foreach (var schema in document.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            if (schema.Value.TryGetProperty("properties", out var properties))
                lacking.AddRange(properties.EnumerateObject().Where(property => !Says(property.Value, "description"))
                    .Select(property => $"{schema.Name}.{property.Name}"));
        }

        lacking.ShouldBeEmpty(
            "These are described nowhere. Write a <summary> above the handler, its class or the property, a <param> above the record, or, "
            + "for a name that means the same everywhere, a line in services/shared/Web/OpenApi/glossary.txt.\n"
            + string.Join('\n', lacking) + "\n");
    }

    [Fact]
    public async Task Every_body_has_an_example()
    {
        var document = await platform.DocumentAsync();
        var lacking = new List<string>();

        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var bodies = operation.Value.GetProperty("responses").EnumerateObject().Select(answer => answer.Value);
                if (operation.Value.TryGetProperty("requestBody", out var asked))
                    bodies = bodies.Append(asked);
                lacking.AddRange(bodies.Where(body => body.TryGetProperty("content", out _))
                    .SelectMany(body => body.GetProperty("content").EnumerateObject())
                    .Where(media => media.Name == "application/json" && !media.Value.TryGetProperty("examples", out _)
                        && !media.Value.TryGetProperty("example", out _))
                    .Select(_ => RoleTable.NameOf(operation.Name, path.Name)));
            }
        }

        lacking.ShouldBeEmpty();
    }

    [Fact]
    public async Task Closed_sets_of_values_are_listed()
    {
        var schemas = (await platform.DocumentAsync()).GetProperty("components").GetProperty("schemas");

        schemas.EnumerateObject().Count(schema => schema.Value.TryGetProperty("enum", out _)).ShouldBeGreaterThan(20);
        foreach (var values in schemas.EnumerateObject().Where(schema => schema.Value.TryGetProperty("enum", out _))
            .Select(schema => schema.Value.GetProperty("enum")))
            values.EnumerateArray().ShouldAllBe(value => value.ValueKind == JsonValueKind.String && IsSnakeCase(value.GetString()!));
    }

    private static bool IsSnakeCase(string value) =>
        value.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_');

    private static bool Says(JsonElement element, string property) =>
        element.TryGetProperty(property, out var text) && !string.IsNullOrWhiteSpace(text.GetString());

    private static IEnumerable<JsonElement> Items(JsonElement element, string property) =>
        element.TryGetProperty(property, out var items) ? items.EnumerateArray() : [];

    private async Task<string> WriteAsync()
    {
        var file = Path.Combine(platform.DataFolder, "openapi.json");
        await File.WriteAllTextAsync(file, (await platform.DocumentAsync()).GetRawText());
        return file;
    }
}
