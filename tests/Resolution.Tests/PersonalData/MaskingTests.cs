using System.Text.Json;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.PersonalData;

/// <summary>Who need not know how to reach a customer reads it nowhere in this service, whatever field it was written into.</summary>
public sealed class MaskingTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    private const string Phone = "13812345678", Email = "wang.fang@example.com";
    private const string Words = "王芳 " + Phone + " " + Email;

    [Fact]
    public async Task Nothing_that_an_auditor_reads_tells_how_to_reach_a_customer()
    {
        var id = await FilledCaseAsync();
        var reads = await ReadsAsync(id);

        foreach (var (path, clear) in reads)
        {
            var masked = await TextAsync(resolution.As(Roles.Auditor), path);
            masked.ShouldNotContain(Phone, customMessage: path);
            masked.ShouldNotContain(Email, customMessage: path);
            // Ids, times and sums are left as they are
            Ids(masked).ShouldBe(Ids(clear), path);
        }

        reads.Count(read => read.Clear.Contains(Phone, StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(6);
    }

    [Fact]
    public async Task The_policy_of_a_storefront_says_who_else_does_not_see_them()
    {
        var storefront = "mask-" + Guid.NewGuid().ToString("N")[..8];
        await resolution.PublishAsync(resolution.StorefrontChanged(storefront));
        var id = Guid.NewGuid();
        await resolution.PublishAsync(resolution.Received(id, storefront));
        await resolution.PublishAsync(resolution.Classified(id, storefront: storefront));
        var agent = resolution.As(Roles.Agent, storefront);
        await agent.PostJsonAsync($"cases/{id}/contacts", $$"""{"direction":"incoming","channel":"phone","text":"{{Words}}"}""").ShouldBeAsync(201);
        (await TextAsync(agent, $"cases/{id}")).ShouldContain(Phone);
        (await TextAsync(resolution.As(Roles.Administrator, storefront), $"cases/{id}")).ShouldNotContain(Phone);

        await resolution.PublishAsync(Rules(storefront, 2, Roles.Supervisor));
        await resolution.PublishAsync(Rules(storefront, 1, Roles.Agent, Roles.Supervisor));

        (await TextAsync(agent, $"cases/{id}")).ShouldNotContain(Phone);
        (await TextAsync(resolution.As(Roles.Supervisor, storefront), $"cases/{id}")).ShouldContain(Phone);
        var answer = await agent.PostJsonAsync(
            $"cases/{id}/contacts", $$"""{"direction":"outgoing","channel":"phone","text":"{{Words}}"}""");
        answer.Headers.ETag.ShouldNotBeNull();
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain(Phone);
    }

    private CustomerDataRulesChanged Rules(string storefront, int version, params string[] clear) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = resolution.Clock.GetUtcNow(),
        StorefrontId = storefront,
        Version = version,
        ClearRoles = clear,
        LinksExpireAfterDays = 365,
    };

    /// <summary>Every field into which people write holds the contact points.</summary>
    private async Task<Guid> FilledCaseAsync()
    {
        var id = Guid.NewGuid();
        await resolution.PublishAsync(resolution.Received(id, order: Phone) with { Subject = Words, Text = Words, Expectation = Words });
        await resolution.PublishAsync(resolution.Classified(id) with { Statement = ResolutionFactory.Statement(Words, Words, Words) });
        await resolution.PublishAsync(resolution.StaffChanged(ServiceHost.UserIdOf(Roles.Auditor), Roles.Auditor, present: false));
        foreach (var (path, body) in new[]
        {
            ("contacts", $$"""{"direction":"outgoing","channel":"phone","text":"{{Words}}","outcome":"{{Words}}","nextStep":"{{Words}}"}"""),
            ("handover", $$"""{"note":"{{Words}}"}"""),
            ("offers", $$"""{"alternatives":[{"kind":"refund","value":{"amount":"900.00","currency":"CNY"},"note":"{{Words}}"}]}"""),
            ("tasks", $$"""{"department":"logistics","title":"{{Words}}"}"""),
            ("escalation", $$"""{"reason":"{{Words}}"}"""),
            ("emergency", $$"""{"reason":"{{Words}}"}"""),
        })
        {
            (await resolution.Agent.PostJsonAsync($"cases/{id}/{path}", body)).IsSuccessStatusCode.ShouldBeTrue(path);
        }

        var cause = await resolution.Supervisor.PostJsonAsync(
            "causes", $$"""{"name":"{{Guid.NewGuid():N}}","dimension":"people","description":"{{Words}}"}""").ShouldBeAsync(201);
        await resolution.Agent.SendJsonAsync(
            HttpMethod.Put, $"cases/{id}/root-cause",
            $$"""{"whys":[{"because":"{{Words}}","evidence":"{{Words}}"}],"dimension":"people","causeId":"{{cause.GetProperty("id").GetString()}}"}""",
            ("If-Match", "*")).ShouldBeAsync(200);
        await resolution.Supervisor.PostJsonAsync(
            "corrective-actions",
            $$"""{"causeId":"{{cause.GetProperty("id").GetString()}}","title":"{{Words}}","description":"{{Words}}","ownerId":"{{ServiceHost.UserIdOf(Roles.Agent)}}","dueAt":"{{resolution.Clock.GetUtcNow().AddDays(9):O}}"}""")
            .ShouldBeAsync(201);
        return id;
    }

    private async Task<List<(string Path, string Clear)>> ReadsAsync(Guid id)
    {
        var causeId = (await resolution.Agent.GetAsync("causes").ShouldBeAsync(200)).GetProperty("items")[0].GetProperty("id").GetString();
        string[] paths =
        [
            $"cases/{id}", $"cases/{id}/deadlines", $"cases/{id}/suggestions", $"cases/{id}/reply-draft", $"cases/{id}/precedents", "cases",
            "tasks", "approvals", "causes", $"causes/{causeId}", $"causes/{causeId}/complaints", "corrective-actions", "board", "agents",
            $"precedents?q={Uri.EscapeDataString("王芳")}",
        ];
        var reads = new List<(string, string)>();
        foreach (var path in paths)
            reads.Add((path, await TextAsync(resolution.Agent, path)));
        return reads;
    }

    private static async Task<string> TextAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(200, $"{path}: {text}");
        // Chinese may be written as escapes
        return JsonSerializer.Serialize(JsonDocument.Parse(text).RootElement, new JsonSerializerOptions
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
    }

    private static List<string> Ids(string json)
    {
        var found = new List<string>();
        Walk(JsonDocument.Parse(json).RootElement);
        return found;

        void Walk(JsonElement element)
        {
            if (element.ValueKind is JsonValueKind.Object)
            {
                foreach (var property in element.EnumerateObject())
                {
                    if (property.Name is "reference" or "amount" or "nextCursor" or "id" or "complaintId" or "at" or "dueAt" or "receivedAt"
                        && property.Value.ValueKind is JsonValueKind.String)
                        found.Add(property.Value.GetString()!);
                    Walk(property.Value);
                }
            }
            else if (element.ValueKind is JsonValueKind.Array)
            {
                foreach (var item in element.EnumerateArray())
                    Walk(item);
            }
        }
    }
}
