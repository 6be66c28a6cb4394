using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Gateway.Routes;
using ComplaintPlatform.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace ComplaintPlatform.Gateway.Documents;

/// <summary>
/// One OpenAPI document of the services' own. It is kept for a moment. While a service does not answer, its last known part is used; one
/// that has not answered yet is named in <c>x-missing-services</c>. Readers wait a few seconds for a service at most; it is listened to
/// for longer, so that the document becomes whole with a service that needs more than that for its first answer.
/// </summary>
internal sealed partial class MergedDocument(
    ServiceQuestions questions, ServiceAddresses addresses, IAsyncSwaggerProvider own, GatewayOptions options, TimeProvider clock,
    ILogger<MergedDocument> logger) : IDisposable
{
    private static readonly TimeSpan KeepWhole = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KeepPartial = TimeSpan.FromSeconds(1);
    private static readonly string[] ComponentKinds =
        ["schemas", "responses", "parameters", "securitySchemes", "headers", "requestBodies", "examples"];

    private readonly Dictionary<string, JsonObject> _parts = [];
    private readonly Dictionary<string, Task<bool>> _asked = [];
    private readonly SemaphoreSlim _turn = new(1);
    private (byte[] Bytes, string Tag) _merged = ([], "");
    private DateTimeOffset _keepUntil;

    /// <summary>Services of this installation that have not told their part since the start.</summary>
    public IReadOnlyList<string> Missing
    {
        get
        {
            lock (_parts)
                return [.. RouteTable.Services.Where(service => addresses.Of(service).Count > 0 && !_parts.ContainsKey(service))];
        }
    }

    /// <returns>The document as JSON in UTF-8, and an entity tag that changes with it.</returns>
    public async Task<(byte[] Bytes, string Tag)> GetAsync(CancellationToken ct)
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
                _merged.Bytes = JsonSerializer.SerializeToUtf8Bytes(Merge());
            }

            _merged.Tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(_merged.Bytes)[..12])}\"";

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
            var (status, text) = await questions.GetAsync(address, $"/openapi/{service}.json", options.ServiceTimeout);
            if (status is not HttpStatusCode.OK)
                throw new HttpRequestException($"It answers {(int)status}.");
            var part = JsonNode.Parse(text)!.AsObject();
            lock (_parts)
                _parts[service] = part;
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or OperationCanceledException)
        {
            LogMissing(service, exception.Message);
            return false;
        }
    }

    private JsonObject Merge()
    {
        var paths = new JsonObject();
        var components = new JsonObject();
        var tags = new SortedDictionary<string, JsonNode>(StringComparer.OrdinalIgnoreCase);
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
            ["servers"] = new JsonArray(new JsonObject
            {
                ["url"] = "/",
                ["description"] = "The installation that this document was read from, in production or local.",
                ["x-internal"] = false,
            }),
            ["paths"] = paths,
            ["components"] = components,
            ["tags"] = new JsonArray([.. tags.Values]),
        };
        var missing = RouteTable.Services.Where(service => !_parts.ContainsKey(service)).ToArray();
        if (missing.Length > 0)
            document["x-missing-services"] = new JsonArray([.. missing.Select(service => JsonValue.Create(service))]);
        if (_parts[IdentityService.Name]["security"] is { } security)
            document["security"] = security.DeepClone();
        DocumentExamples.AddTo(document);
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
