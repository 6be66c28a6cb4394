using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Notices;

public sealed class TellingStaffTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task An_agent_is_told_of_a_case_and_marks_it_read()
    {
        var (storefront, agent) = await ShopAsync();
        var client = resolution.As(Roles.Agent, agent, storefront);
        var id = await resolution.OpenCaseAsync(storefront: storefront);

        var notice = (await UnreadAsync(client)).Single(row => row.GetProperty("complaintId").GetGuid() == id);
        notice.GetProperty("kind").GetString().ShouldBe("assigned");
        await resolution.As(Roles.Agent, Guid.NewGuid(), storefront)
            .PostJsonAsync($"notices/{notice.GetProperty("id").GetString()}/read", "{}")
            .ShouldBeProblemAsync(404, "notice.not_found");
        (await client.PostJsonAsync($"notices/{notice.GetProperty("id").GetString()}/read", "{}").ShouldBeAsync(200)).GetProperty("read")
            .GetBoolean().ShouldBeTrue();

        (await UnreadAsync(client)).ShouldBeEmpty();
        (await client.GetAsync("notices?unread=false").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Who_may_approve_is_asked_and_who_proposed_is_told_the_answer()
    {
        var (storefront, agent) = await ShopAsync();
        var supervisor = Guid.NewGuid();
        await resolution.PublishAsync(resolution.StaffChanged(supervisor, Roles.Supervisor, present: false, storefront: storefront));
        var (client, above) = (resolution.As(Roles.Agent, agent, storefront), resolution.As(Roles.Supervisor, supervisor, storefront));
        var id = await resolution.OpenCaseAsync(storefront: storefront);
        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(500), client))[0];

        await WhenToldAsync(above, "approval_asked");
        await above.PostJsonAsync($"approvals/{offer.GetProperty("approvalId").GetString()}/approval", "{}").ShouldBeAsync(200);

        await WhenToldAsync(client, "approval_decided");
    }

    [Fact]
    public async Task The_agent_is_told_that_a_message_did_not_reach_the_customer()
    {
        var (storefront, agent) = await ShopAsync();
        var client = resolution.As(Roles.Agent, agent, storefront);
        var id = await resolution.OpenCaseAsync(storefront: storefront);
        var failed = new Contracts.FollowUp.MessageFailed
        {
            EventId = Guid.NewGuid(),
            OccurredAt = resolution.Clock.GetUtcNow(),
            StorefrontId = storefront,
            ComplaintId = id,
            Version = 2,
            MessageId = Guid.NewGuid(),
            Template = "offer_made",
            Channel = "email",
            Error = "opted_out",
        };

        await resolution.PublishAsync(failed);
        await resolution.PublishAsync(failed with { EventId = Guid.NewGuid(), Error = "bounced" });

        await WhenToldAsync(client, "message_failed");
        (await UnreadAsync(client)).Count(row => row.GetProperty("kind").GetString() == "message_failed").ShouldBe(1);
    }

    [Fact]
    public async Task An_escalation_joins_a_supervisor_and_then_gives_the_case_to_a_manager()
    {
        var (storefront, agent) = await ShopAsync();
        var (supervisor, manager) = (Guid.NewGuid(), Guid.NewGuid());
        await resolution.PublishAsync(resolution.StaffChanged(supervisor, Roles.Supervisor, present: false, storefront: storefront));
        await resolution.PublishAsync(resolution.StaffChanged(manager, Roles.Manager, present: false, storefront: storefront));
        var client = resolution.As(Roles.Agent, agent, storefront);
        var id = await resolution.OpenCaseAsync(storefront: storefront);
        await AppearAsync(supervisor, storefront);
        await AppearAsync(manager, storefront);

        await client.PostJsonAsync($"cases/{id}/escalation", """{"reason":"客户情绪激动"}""").ShouldBeAsync(200);
        await Eventually.BecomeAsync(
            async () => (await resolution.CaseAsync(id, client)).GetProperty("joined").EnumerateArray()
                .Any(row => row.GetGuid() == supervisor) ? "" : null, "joined");
        (await resolution.CaseAsync(id, client)).GetProperty("agent").GetProperty("id").GetGuid().ShouldBe(agent);
        await client.PostJsonAsync($"cases/{id}/escalation", """{"reason":"仍未解决"}""").ShouldBeAsync(200);
        await Eventually.BecomeAsync(
            async () => (await resolution.CaseAsync(id, client)).GetProperty("agent").GetProperty("id").GetGuid() == manager ? "" : null,
            "taken over");

        await WhenToldAsync(resolution.As(Roles.Manager, manager, storefront), "escalated");
        (await client.GetAsync("cases?level=manager").ShouldBeAsync(200)).GetProperty("items").EnumerateArray()
            .ShouldContain(row => row.GetProperty("complaintId").GetGuid() == id);
    }

    [Fact]
    public async Task Notices_come_over_a_stream_and_from_the_last_one_seen()
    {
        var (storefront, agent) = await ShopAsync();
        var client = resolution.As(Roles.Agent, agent, storefront);
        var first = await resolution.OpenCaseAsync(storefront: storefront);
        var last = (await UnreadAsync(client)).Single().GetProperty("id").GetString();
        resolution.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await resolution.OpenCaseAsync(storefront: storefront);

        using var request = new HttpRequestMessage(HttpMethod.Get, "notices/stream");
        request.Headers.Add("Last-Event-ID", last);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var lines = new List<string>();
        while (!lines.Exists(line => line.StartsWith("id:", StringComparison.Ordinal)))
            lines.Add((await reader.ReadLineAsync(patience.Token))!);

        lines.ShouldContain("event: assigned");
        string.Concat(lines).ShouldContain(second.ToString());
        string.Concat(lines).ShouldNotContain(first.ToString());
    }

    [Fact]
    public async Task Who_is_told_and_who_takes_over_is_a_policy()
    {
        var manager = resolution.As(Roles.Manager, "escalating");
        var read = await manager.GetAsync("escalation-policies");
        var policy = JsonNode.Parse(await read.Content.ReadAsStringAsync())!;
        policy["levels"]![0]!["action"] = "take_over";

        await manager.SendJsonAsync(HttpMethod.Put, "escalation-policies", policy.ToJsonString(), ("If-Match", read.Headers.ETag!.Tag))
            .ShouldBeAsync(200);

        (await manager.GetAsync("escalation-policies").ShouldBeAsync(200)).GetProperty("levels")[0].GetProperty("action").GetString()
            .ShouldBe("take_over");
    }

    private async Task<(string Storefront, Guid Agent)> ShopAsync()
    {
        var (storefront, agent) = ("s" + Guid.NewGuid().ToString("N"), Guid.NewGuid());
        await resolution.PublishAsync(resolution.StaffChanged(agent, Roles.Agent, present: true, storefront: storefront));
        return (storefront, agent);
    }

    private async Task AppearAsync(Guid userId, string storefront)
    {
        var client = resolution.As(Roles.Manager, storefront);
        var tag = (await client.GetAsync($"agents/{userId}")).Headers.ETag!.Tag;
        await client.SendJsonAsync(HttpMethod.Put, $"agents/{userId}/presence", """{"presence":"present"}""", ("If-Match", tag))
            .ShouldBeAsync(200);
    }

    private static async Task<List<JsonElement>> UnreadAsync(HttpClient client) =>
        [.. (await client.GetAsync("notices?unread=true").ShouldBeAsync(200)).GetProperty("items").EnumerateArray()];

    private static Task<string> WhenToldAsync(HttpClient client, string kind) => Eventually.BecomeAsync(
        async () => (await UnreadAsync(client)).Exists(row => row.GetProperty("kind").GetString() == kind) ? kind : null, $"told: {kind}");
}
