using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Gateway.Routes;
using ComplaintPlatform.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.OpenApi;
using Polly;
using Swashbuckle.AspNetCore.Swagger;

namespace ComplaintPlatform.Gateway.Documents;

/// <summary>
/// One OpenAPI document of the services' own. It is kept for a moment. While a service does not answer, its last known part is used; one
/// that has not answered yet is named in <c>x-missing-services</c>. Readers wait a few seconds for a service at most; it is listened to
/// for longer, so that the document becomes whole with a service that needs more than that for its first answer.
/// </summary>
internal sealed partial class MergedDocument(
    IHttpClientFactory clients, ServiceAddresses addresses, IAsyncSwaggerProvider own, GatewayOptions options, TimeProvider clock,
    ILogger<MergedDocument> logger) : IDisposable
{
    private static readonly TimeSpan KeepWhole = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KeepPartial = TimeSpan.FromSeconds(2);
    private static readonly string[] ComponentKinds =
        ["schemas", "responses", "parameters", "securitySchemes", "headers", "requestBodies", "examples"];

    private readonly Dictionary<string, JsonObject> _parts = [];
    private readonly Dictionary<string, Task<bool>> _asked = [];
    private readonly SemaphoreSlim _turn = new(1);
    private string _merged = "";
    private DateTimeOffset _keepUntil;

    public async Task<string> GetAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (clock.GetUtcNow() < _keepUntil)
                return _merged;

            var document = await own.GetSwaggerAsync(IdentityService.Name);
            var ownPart = JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, ct))!.AsObject();
            var isWhole = await AskAllAsync(ct);
            lock (_parts)
            {
                _parts[IdentityService.Name] = ownPart;
                _merged = Merge().ToJsonString();
            }

            // From now on: the waiting may have taken longer than that
            _keepUntil = clock.GetUtcNow() + (isWhole ? KeepWhole : KeepPartial);
            return _merged;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <returns>Whether every service has answered; one that is still being asked is not asked twice.</returns>
    private async Task<bool> AskAllAsync(CancellationToken ct)
    {
        foreach (var service in RouteTable.Services)
        {
            if (!_asked.TryGetValue(service, out var before) || before.IsCompleted)
                _asked[service] = RefreshAsync(service);
        }

        var all = Task.WhenAll(_asked.Values);
        try
        {
            return (await all.WaitAsync(options.DocumentWait, ct)).All(answered => answered);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // On behalf of all readers: the one that asked first may leave
    private async Task<bool> RefreshAsync(string service)
    {
        if (addresses.Of(service) is not [var address, ..])
            return false;
        try
        {
            using var client = clients.CreateClient(nameof(MergedDocument));
            var text = await client.GetStringAsync(new Uri(new Uri(address), $"/openapi/{service}.json"));
            var part = JsonNode.Parse(text)!.AsObject();
            lock (_parts)
                _parts[service] = part;
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or ExecutionRejectedException or JsonException
            or OperationCanceledException)
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
            if (!_parts.TryGetValue(service, out var part))
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
                    tags.TryAdd(name, new JsonObject { ["name"] = name, ["description"] = TagTexts.Of(name) });
            }
        }

        var document = new JsonObject
        {
            ["openapi"] = _parts[IdentityService.Name]["openapi"]?.DeepClone(),
            ["info"] = new JsonObject
            {
                ["title"] = "ComplaintPlatform",
                ["version"] = "v1",
                ["description"] = TagTexts.Whole,
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = paths,
            ["components"] = components,
            ["tags"] = new JsonArray([.. tags.Values]),
        };
        var missing = RouteTable.Services.Where(service => !_parts.ContainsKey(service)).ToArray();
        if (missing.Length > 0)
            document["x-missing-services"] = new JsonArray([.. missing.Select(service => JsonValue.Create(service))]);
        if (_parts[IdentityService.Name]["security"] is { } security)
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
