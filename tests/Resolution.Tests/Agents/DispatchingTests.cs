using System.Text.Json;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Agents;

/// <summary>Each test has a storefront of its own, so that the agents of the others take none of its cases.</summary>
public sealed class DispatchingTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    private readonly string _storefront = "s-" + Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task A_case_that_nobody_can_take_is_dispatched_when_somebody_comes()
    {
        var id = await resolution.OpenCaseAsync(storefront: _storefront);
        var agent = await AddAgentAsync(present: false);
        (await resolution.PublishedAsync<CaseAssigned>(id)).Single()
            .ShouldSatisfyAllConditions(e => e.AgentId.ShouldBeNull(), e => e.Reason.ShouldBe("nobody_available"));

        await resolution.As(Roles.Agent, agent, _storefront).PutJsonAsync($"agents/{agent}/presence", """{"presence":"present"}""")
            .ShouldBeAsync(200);

        await Eventually.BeTrueAsync(
            async () => (await resolution.PublishedAsync<CaseAssigned>(id)).Any(e => e.AgentId == agent), "the waiting case is dispatched");
    }

    [Fact]
    public async Task An_agent_who_is_away_gets_no_case()
    {
        var (away, present) = (await AddAgentAsync(present: true), await AddAgentAsync(present: true));
        await resolution.As(Roles.Agent, away, _storefront).PutJsonAsync($"agents/{away}/presence", """{"presence":"away"}""")
            .ShouldBeAsync(200);

        for (var i = 0; i < 3; i++)
            (await AgentOfAsync(await resolution.OpenCaseAsync(storefront: _storefront))).ShouldBe(present);
    }

    [Fact]
    public async Task Capacity_holds_when_cases_come_at_once()
    {
        var (small, other) = (await AddAgentAsync(present: true), await AddAgentAsync(present: true));
        await DescribeAsync(small, capacity: 3);
        await DescribeAsync(other, capacity: 4);

        var ids = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => resolution.OpenCaseAsync(storefront: _storefront)));

        var agents = await Task.WhenAll(ids.Select(AgentOfAsync));
        agents.Count(agent => agent == small).ShouldBe(3);
        agents.Count(agent => agent == other).ShouldBe(4);
        agents.Count(agent => agent is null).ShouldBe(5);
    }

    [Fact]
    public async Task A_place_that_comes_free_is_taken_by_a_case_that_waits()
    {
        var agent = await AddAgentAsync(present: true);
        await DescribeAsync(agent, capacity: 1);
        var first = await resolution.OpenCaseAsync(storefront: _storefront);
        var waiting = await resolution.OpenCaseAsync(storefront: _storefront);
        (await AgentOfAsync(waiting)).ShouldBeNull();

        await resolution.ResolveAsync(first, Client);

        await Eventually.BeTrueAsync(async () => await AgentOfAsync(waiting) == agent, "the waiting case is dispatched");
    }

    [Fact]
    public async Task Capacity_holds_when_many_wait_and_somebody_comes()
    {
        var agent = await AddAgentAsync(present: false);
        await DescribeAsync(agent, capacity: 2);
        var ids = new List<Guid>();
        for (var i = 0; i < 4; i++)
            ids.Add(await resolution.OpenCaseAsync(storefront: _storefront));

        await resolution.As(Roles.Agent, agent, _storefront).PutJsonAsync($"agents/{agent}/presence", """{"presence":"present"}""")
            .ShouldBeAsync(200);

        await Eventually.BeTrueAsync(
            async () => (await Task.WhenAll(ids.Select(AgentOfAsync))).Any(found => found == agent), "waiting cases are dispatched");
        (await Task.WhenAll(ids.Select(AgentOfAsync))).ShouldBe([agent, agent, null, null]);
    }

    [Fact]
    public async Task A_limit_counts_the_cases_of_before()
    {
        var agent = await AddAgentAsync(present: true);
        await resolution.OpenCaseAsync(storefront: _storefront);
        await DescribeAsync(agent, capacity: 2);

        Guid[] ids = [await resolution.OpenCaseAsync(storefront: _storefront), await resolution.OpenCaseAsync(storefront: _storefront)];

        (await Task.WhenAll(ids.Select(AgentOfAsync))).ShouldBe([agent, null]);
    }

    [Fact]
    public async Task Cases_of_somebody_who_has_left_go_to_others()
    {
        var leaving = await AddAgentAsync(present: true);
        var id = await resolution.OpenCaseAsync(storefront: _storefront);
        var staying = await AddAgentAsync(present: true);

        await resolution.PublishAsync(
            resolution.StaffChanged(leaving, Roles.Agent, present: false, version: 2, storefront: _storefront, active: false));

        await Eventually.BeTrueAsync(async () => await AgentOfAsync(id) == staying, "the case is passed on");
    }

    [Fact]
    public async Task Cases_are_spread_over_agents_who_fit_alike()
    {
        Guid[] agents = [await AddAgentAsync(present: true), await AddAgentAsync(present: true)];

        var given = new List<Guid?>();
        for (var i = 0; i < 10; i++)
            given.Add(await AgentOfAsync(await resolution.OpenCaseAsync(storefront: _storefront)));

        given.GroupBy(agent => agent!.Value).Select(group => group.Count()).ShouldBe([5, 5]);
        given.ShouldAllBe(agent => agents.Contains(agent!.Value));
    }

    [Fact]
    public async Task A_case_is_handed_over_with_a_note_taken_over_and_escalated()
    {
        var (first, second) = (await AddAgentAsync(present: true), await AddAgentAsync(present: false));
        var id = await resolution.OpenCaseAsync(storefront: _storefront);

        var handed = await Client.PostJsonAsync($"cases/{id}/handover", $$"""{"note":"客户下午可接电话","agentId":"{{second}}"}""")
            .ShouldBeAsync(200);
        handed.GetProperty("agent").GetProperty("id").GetGuid().ShouldBe(second);
        handed.GetProperty("contacts")[0].GetProperty("direction").GetString().ShouldBe("internal");
        var taken = await resolution.As(Roles.Agent, first, _storefront).PostJsonAsync($"cases/{id}/acceptance", "{}").ShouldBeAsync(200);
        taken.GetProperty("agent").GetProperty("id").GetGuid().ShouldBe(first);
        taken.GetProperty("state").GetString().ShouldBe("in_progress");
        (await Client.PostJsonAsync($"cases/{id}/escalation", """{"reason":"客户要求"}""").ShouldBeAsync(200)).GetProperty("level").GetString()
            .ShouldBe("supervisor");
        await Client.PostJsonAsync($"cases/{id}/escalation", """{"reason":"再次","level":"agent"}""")
            .ShouldBeProblemAsync(409, "case.already_escalated");
    }

    [Fact]
    public async Task Agents_say_of_themselves_only_that_they_are_there()
    {
        var (agent, other) = (await AddAgentAsync(present: false), await AddAgentAsync(present: false));
        var client = resolution.As(Roles.Agent, agent, _storefront);

        await client.PutJsonAsync($"agents/{other}/presence", """{"presence":"present"}""").ShouldBeProblemAsync(403, "agent.not_yourself");
        await client.PutJsonAsync($"agents/{agent}", Description(), ("If-Match", "*")).ShouldBeAsync(403);
        await Supervisor.PutJsonAsync($"agents/{agent}", Description()).ShouldBeProblemAsync(428, "precondition.required");
        await Supervisor.PutJsonAsync(
            $"agents/{agent}", """{"skills":["a,b"],"languages":[],"storefronts":[],"capacity":null}""", ("If-Match", "*"))
            .ShouldBeProblemAsync(400, "request.invalid", "/skills/0");
        await resolution.As(Roles.Supervisor, "elsewhere").GetAsync($"agents/{agent}").ShouldBeProblemAsync(404, "agent.not_found");
        var listed = await Supervisor.GetAsync("agents?limit=1&count=true").ShouldBeAsync(200);
        listed.GetProperty("total").GetInt32().ShouldBe(2);
        var next = await Supervisor.GetAsync($"agents?limit=1&cursor={listed.GetProperty("nextCursor").GetString()}").ShouldBeAsync(200);
        next.GetProperty("items")[0].GetProperty("userId").GetGuid()
            .ShouldNotBe(listed.GetProperty("items")[0].GetProperty("userId").GetGuid());
    }

    private HttpClient Client => resolution.As(Roles.Agent, _storefront);

    private HttpClient Supervisor => resolution.As(Roles.Supervisor, _storefront);

    private static string Description(int? capacity = null) =>
        $$"""{"skills":["*"],"languages":["*"],"storefronts":["*"],"capacity":{{(capacity is { } places ? places.ToString(System.Globalization.CultureInfo.InvariantCulture) : "null")}}}""";

    private Task<JsonElement> DescribeAsync(Guid agent, int? capacity) =>
        Supervisor.PutJsonAsync($"agents/{agent}", Description(capacity), ("If-Match", "*")).ShouldBeAsync(200);

    private async Task<Guid> AddAgentAsync(bool present)
    {
        var id = Guid.NewGuid();
        await resolution.PublishAsync(resolution.StaffChanged(id, Roles.Agent, present, storefront: _storefront));
        return id;
    }

    private async Task<Guid?> AgentOfAsync(Guid id)
    {
        var agent = (await resolution.CaseAsync(id, Client)).GetProperty("agent");
        return agent.ValueKind == JsonValueKind.Null ? null : agent.GetProperty("id").GetGuid();
    }
}
