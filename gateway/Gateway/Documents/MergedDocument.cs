using System.Text.Json.Nodes;
using ComplaintPlatform.Gateway.Routes;
using ComplaintPlatform.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace ComplaintPlatform.Gateway.Documents;

/// <summary>
/// One OpenAPI document of the services' own. It is kept for a moment; while a service does not answer, its last known part stands in, and a service that was
/// never seen is named in <c>x-missing-services</c>.
/// </summary>
internal sealed partial class MergedDocument(
    IHttpClientFactory clients, ServiceAddresses addresses, IAsyncSwaggerProvider own, TimeProvider clock, ILogger<MergedDocument> logger) : IDisposable
{
    private static readonly TimeSpan KeepWhole = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KeepPartial = TimeSpan.FromSeconds(2);
    private static readonly string[] ComponentKinds = ["schemas", "responses", "parameters", "securitySchemes", "headers", "requestBodies", "examples"];

    private readonly Dictionary<string, JsonObject> parts = [];
    private readonly SemaphoreSlim turn = new(1);
    private string merged = "";
    private DateTimeOffset keepUntil;

    public async Task<string> GetAsync(CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            var now = clock.GetUtcNow();
            if (now < keepUntil)
                return merged;

            var document = await own.GetSwaggerAsync(IdentityService.Name);
            parts[IdentityService.Name] = JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, ct))!.AsObject();
            var answered = await Task.WhenAll(RouteTable.Services.Select(service => RefreshAsync(service, ct)));
            merged = Merge().ToJsonString();
            keepUntil = now + (answered.All(yes => yes) ? KeepWhole : KeepPartial);
            return merged;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<bool> RefreshAsync(string service, CancellationToken ct)
    {
        if (addresses.Of(service) is not [var address, ..])
            return false;
        try
        {
            using var client = clients.CreateClient(nameof(MergedDocument));
            var text = await client.GetStringAsync(new Uri(new Uri(address), $"/openapi/{service}.json"), ct);
            var part = JsonNode.Parse(text)!.AsObject();
            lock (parts)
                parts[service] = part;
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or System.Text.Json.JsonException || (exception is OperationCanceledException && !ct.IsCancellationRequested))
        {
            LogMissing(service, exception.Message);
            return false;
        }
    }

    private JsonObject Merge()
    {
        var paths = new JsonObject();
        var components = new JsonObject();
        var tags = new SortedDictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var service in (string[])[IdentityService.Name, .. RouteTable.Services])
        {
            if (!parts.TryGetValue(service, out var part))
                continue;
            AddMissing(paths, part["paths"] as JsonObject);
            foreach (var kind in ComponentKinds)
            {
                if (part["components"]?[kind] is not JsonObject entries)
                    continue;
                if (components[kind] is not JsonObject known)
                    components[kind] = known = [];
                AddMissing(known, entries);
            }

            foreach (var tag in part["tags"] as JsonArray ?? [])
            {
                if (tag?["name"]?.GetValue<string>() is { } name)
                    tags.TryAdd(name, tag.DeepClone());
            }
        }

        var document = new JsonObject
        {
            ["openapi"] = parts[IdentityService.Name]["openapi"]?.DeepClone(),
            ["info"] = new JsonObject { ["title"] = "ComplaintPlatform", ["version"] = "v1" },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = paths,
            ["components"] = components,
            ["tags"] = new JsonArray([.. tags.Values]),
        };
        var missing = RouteTable.Services.Where(service => !parts.ContainsKey(service)).ToArray();
        if (missing.Length > 0)
            document["x-missing-services"] = new JsonArray([.. missing.Select(service => JsonValue.Create(service))]);
        if (parts[IdentityService.Name]["security"] is { } security)
            document["security"] = security.DeepClone();
        return document;
    }

    private static void AddMissing(JsonObject target, JsonObject? entries)
    {
        foreach (var (name, entry) in entries ?? [])
        {
            if (!target.ContainsKey(name))
                target[name] = entry?.DeepClone();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The OpenAPI document of {Service} could not be read: {Reason}")]
    private partial void LogMissing(string service, string reason);
}
