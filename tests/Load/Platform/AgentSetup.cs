using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Load.Sending;

namespace ComplaintPlatform.Load.Platform;

/// <summary>
/// Registers agents of its own, without a limit to what they carry. What is refused is said and left: the run goes on with the agents that
/// are there.
/// </summary>
internal sealed class AgentSetup(LoadClient client, FirstRun firstRun, string run)
{
    private readonly Caller _administrator = Caller.SignedIn(
        client, firstRun.Users.FirstOrDefault(user => user.Role == "administrator")
            ?? throw new LoadException("The first-run file names no administrator."));

    public async Task<int> RegisterAsync(int count, CancellationToken ct)
    {
        if (count == 0)
            return 0;

        var sample = await SampleAgentAsync(ct);
        var ready = 0;
        for (var number = 1; number <= count; number++)
        {
            var user = await SendAsync(HttpMethod.Post, "/api/v1/users", new JsonObject
            {
                ["username"] = $"{run}-agent-{number}",
                ["password"] = $"Load-{Guid.NewGuid():N}!",
                ["roles"] = new JsonArray("agent"),
                ["storefronts"] = new JsonArray(firstRun.StorefrontId),
            }, ct);
            if (user.Status is not (200 or 201) || user.Body?["id"]?.GetValue<string>() is not { } id)
            {
                Console.WriteLine($"Agents: POST /users answered {user.Status} {Detail(user.Body)}; {ready} registered, going on.");
                return ready;
            }

            if (!await PrepareAsync(id, sample, ct))
                return ready;
            ready++;
        }

        return ready;
    }

    private async Task<bool> PrepareAsync(string id, JsonObject? sample, CancellationToken ct)
    {
        var profile = new JsonObject
        {
            ["skills"] = sample?["skills"]?.DeepClone() ?? new JsonArray(),
            ["languages"] = sample?["languages"]?.DeepClone() ?? new JsonArray("zh-CN", "en"),
            ["storefronts"] = new JsonArray(firstRun.StorefrontId),
            ["capacity"] = null,
        };
        var put = await WhenKnownAsync(() => SendAsync(HttpMethod.Put, $"/api/v1/agents/{id}", profile, ct), ct);
        if (put.Status is not (200 or 201 or 204))
        {
            Console.WriteLine($"Agents: PUT /agents/{{id}} answered {put.Status} {Detail(put.Body)}; going on.");
            return false;
        }

        var presence = new JsonObject { ["presence"] = sample?["presence"]?.DeepClone() ?? "present" };
        var present = await SendAsync(HttpMethod.Put, $"/api/v1/agents/{id}/presence", presence, ct);
        if (present.Status is not (200 or 201 or 204))
            Console.WriteLine($"Agents: PUT /agents/{{id}}/presence answered {present.Status} {Detail(present.Body)}; going on.");
        return true;
    }

    /// <summary>The agent of the first run can do everything: the new ones are made alike.</summary>
    private async Task<JsonObject?> SampleAgentAsync(CancellationToken ct)
    {
        var list = await SendAsync(HttpMethod.Get, "/api/v1/agents?limit=1", null, ct);
        return (list.Body?["items"] as JsonArray)?.FirstOrDefault() as JsonObject;
    }

    /// <summary>The service that keeps agents learns of a new user by an event.</summary>
    private static async Task<Reply> WhenKnownAsync(Func<Task<Reply>> put, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            var reply = await put();
            if (reply.Status != 404 || attempt == 20)
                return reply;
            await Task.Delay(250, ct);
        }
    }

    private async Task<Reply> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(client.BaseAddress, path));
        await _administrator.AuthoriseAsync(request, ct);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        if (method == HttpMethod.Put)
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        if (method == HttpMethod.Post)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", $"{run}-user-{body!["username"]}");

        var answer = await client.SendAsync(request, static (_, bytes) => Parse(bytes), ct);
        return new Reply(answer.Status, answer.Value);
    }

    private static JsonNode? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return bytes.IsEmpty ? null : JsonNode.Parse(bytes.Span);
        }
        catch (JsonException)
        {
            return null; // an error page: its status is told
        }
    }

    private static string Detail(JsonNode? body) => $"{body?["code"]} {body?["detail"]} {body?["errors"]?.ToJsonString()}".Trim();

    private readonly record struct Reply(int Status, JsonNode? Body);
}
