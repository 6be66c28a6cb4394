using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Playbooks;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Playbooks;

public sealed class GuidingTheAgentTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    private static readonly string[] TopCategories =
    [
        "product_quality", "logistics", "after_sales_refund", "service_attitude", "price_promotion", "authenticity_misdescription",
        "safety_health", "other",
    ];

    [Fact]
    public void Every_top_category_has_a_playbook_of_its_own() =>
        PlaybookPolicies.Default.Playbooks.Select(book => book.Category).ShouldBe([.. TopCategories, null]);

    [Fact]
    public async Task One_contact_ticks_one_step_of_the_playbook_and_none_of_the_conversation()
    {
        var id = await resolution.OpenCaseAsync();

        await resolution.ContactAsync(id);

        var guidance = (await resolution.CaseAsync(id)).GetProperty("guidance");
        Done(guidance.GetProperty("steps"), "step").ShouldBeEmpty();
        var steps = guidance.GetProperty("playbook").GetProperty("stages").EnumerateArray()
            .SelectMany(stage => stage.GetProperty("steps").EnumerateArray()).ToList();
        steps.Where(step => step.GetProperty("done").GetBoolean()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            step => step.GetProperty("item").GetString().ShouldBe("locate.contact"),
            step => step.GetProperty("doneBy").GetString().ShouldBe("facts"),
            step => step.GetProperty("why").GetString().ShouldBe("已记录 1 次主动联系。"));
    }

    [Fact]
    public async Task What_the_facts_prove_is_ticked_and_says_why()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.Agent.PostJsonAsync($"cases/{id}/contacts", """{"direction":"incoming","channel":"phone","text":"客户来电说明情况"}""")
            .ShouldBeAsync(201);
        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(10)))[0];
        var before = (await resolution.CaseAsync(id)).GetProperty("guidance");
        await resolution.Anonymous().PostJsonAsync(
            $"track/{ResolutionFactory.TokenOf(id)}/offers/{offer.GetProperty("id").GetString()}/acceptance", "{}").ShouldBeAsync(200);
        await resolution.DoTasksAsync(id);

        var after = (await resolution.CaseAsync(id)).GetProperty("guidance");

        Done(before.GetProperty("steps"), "step").ShouldBe(["listen", "act"]);
        Done(after.GetProperty("steps"), "step").ShouldBe(["listen", "act", "agree"]);
        after.GetProperty("steps")[4].GetProperty("why").GetString().ShouldBe("客户已通过链接接受方案。");
        Done(after.GetProperty("playbook").GetProperty("stages")[2].GetProperty("steps"), "item").ShouldBe(
            ["settle.accept", "settle.kept"]);
    }

    [Fact]
    public async Task An_agent_ticks_and_unticks_what_no_fact_shows_and_the_timeline_hears_of_it()
    {
        var id = await resolution.OpenCaseAsync();

        var ticked = await MarkAsync(id, "empathise").ShouldBeAsync(200);
        await MarkAsync(id, "empathise").ShouldBeAsync(200);
        var unticked = await MarkAsync(id, "empathise", done: false).ShouldBeAsync(200);

        var step = ticked.GetProperty("guidance").GetProperty("steps")[1];
        step.GetProperty("doneBy").GetString().ShouldBe("agent");
        step.GetProperty("tickedAt").ValueKind.ShouldBe(JsonValueKind.String);
        Done(unticked.GetProperty("guidance").GetProperty("steps"), "step").ShouldBeEmpty();
        (await resolution.PublishedAsync<ChecklistItemMarked>(id)).Select(e => (e.Item, e.Title, e.Mark))
            .ShouldBe([("empathise", "共情", "ticked"), ("empathise", "共情", "unticked")]);
    }

    [Fact]
    public async Task What_cannot_be_ticked_is_refused_with_what_can()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.ContactAsync(id);

        await MarkAsync(id, "nonsense").ShouldBeProblemAsync(400, "request.invalid", "/item");
        await MarkAsync(id, "locate.contact", done: false).ShouldBeProblemAsync(409, "checklist.proved");
        await resolution.Agent.PostJsonAsync($"cases/{Guid.NewGuid()}/checklist", """{"item":"ask"}""")
            .ShouldBeProblemAsync(404, "case.not_found");
        await resolution.As(Roles.Agent, "elsewhere").PostJsonAsync($"cases/{id}/checklist", """{"item":"ask"}""")
            .ShouldBeProblemAsync(404, "case.not_found");
        await resolution.As(Roles.Auditor).PostJsonAsync($"cases/{id}/checklist", """{"item":"ask"}""").ShouldBeAsync(403);
        await resolution.Agent.PostJsonAsync($"cases/{id}/checklist", """{"item":"ask"}""", ("If-Match", "\"1\""))
            .ShouldBeProblemAsync(412, "precondition.failed");
    }

    [Fact]
    public async Task A_stage_is_current_until_all_its_steps_are_done_and_late_past_its_time()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.ContactAsync(id);
        resolution.Clock.Advance(TimeSpan.FromHours(2) + TimeSpan.FromMinutes(1));
        var late = (await resolution.CaseAsync(id)).GetProperty("guidance").GetProperty("playbook");
        await MarkAsync(id, "locate.trace").ShouldBeAsync(200);
        await MarkAsync(id, "locate.order").ShouldBeAsync(200);

        var playbook = (await resolution.CaseAsync(id)).GetProperty("guidance").GetProperty("playbook");

        late.GetProperty("currentStage").GetString().ShouldBe("locate");
        late.GetProperty("stages")[0].GetProperty("late").GetBoolean().ShouldBeTrue();
        playbook.GetProperty("currentStage").GetString().ShouldBe("decide");
        playbook.GetProperty("stages")[0].ShouldSatisfyAllConditions(
            stage => stage.GetProperty("done").GetBoolean().ShouldBeTrue(),
            stage => stage.GetProperty("late").GetBoolean().ShouldBeFalse());
        playbook.GetProperty("stages")[1].GetProperty("tell").GetString()!.ShouldContain("重新配送");
    }

    [Fact]
    public async Task The_problem_is_restated_in_the_customers_words_without_a_hole()
    {
        var (full, bare) = (Guid.NewGuid(), Guid.NewGuid());
        await resolution.PublishAsync(resolution.Received(full));
        await resolution.PublishAsync(
            resolution.Classified(full) with { Statement = ResolutionFactory.Statement("水壶漏水", "太失望了", "要求退款") });
        await resolution.PublishAsync(resolution.Received(bare));
        await resolution.PublishAsync(resolution.Classified(bare) with { Statement = ResolutionFactory.Statement("包裹没到") });

        (await TextAsync(full)).ShouldBe("我复述一下,您反映的情况是:“水壶漏水”;您的感受是:“太失望了”;您希望:“要求退款”。我理解得对吗?");
        (await TextAsync(bare)).ShouldBe("我复述一下,您反映的情况是:“包裹没到”。我理解得对吗?");

        async Task<string?> TextAsync(Guid id) =>
            (await resolution.CaseAsync(id)).GetProperty("guidance").GetProperty("restatement").GetProperty("text").GetString();
    }

    [Fact]
    public async Task A_reopened_case_starts_without_ticks()
    {
        var id = await resolution.OpenCaseAsync();
        await MarkAsync(id, "ask").ShouldBeAsync(200);
        await resolution.ResolveAsync(id);

        var reopened = await resolution.Agent.PostJsonAsync($"cases/{id}/reopening", """{"reason":"还是没好"}""").ShouldBeAsync(200);

        Done(reopened.GetProperty("guidance").GetProperty("steps"), "step").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/playbooks/0/stages/0/department", "\"nowhere\"", "/playbooks/0/stages/0/department")]
    [InlineData("/playbooks/0/stages/0/withinMinutes", "0", "/playbooks/0/stages/0/withinMinutes")]
    [InlineData("/playbooks/0/stages/1/withinMinutes", "5", "/playbooks/0/stages/1/withinMinutes")]
    [InlineData("/playbooks/0/stages/0/steps", "[]", "/playbooks/0/stages/0/steps")]
    [InlineData("/playbooks/8/category", "\"unheard_of\"", "/playbooks")]
    [InlineData("/playbooks/1/category", "\"product_quality\"", "/playbooks/1")]
    [InlineData("/playbooks/0/stages/0/tell/en", "\"\"", "/playbooks/0/stages/0/tell/en")]
    public async Task A_wrong_playbook_is_refused_with_the_place(string pointer, string value, string error)
    {
        var manager = resolution.As(Roles.Manager, "wrong-playbooks");
        var document = JsonNode.Parse(await (await manager.GetAsync("playbooks")).Content.ReadAsStringAsync())!;
        Put(document, pointer, value);

        await manager.PutJsonAsync("playbooks", document.ToJsonString(), ("If-Match", "*"))
            .ShouldBeProblemAsync(400, "request.invalid", error);
    }

    [Fact]
    public async Task A_storefronts_own_playbook_guides_its_cases_alone()
    {
        const string storefront = "own-playbook";
        await resolution.PublishAsync(resolution.StorefrontChanged(storefront));
        var manager = resolution.As(Roles.Manager, storefront);
        var document = JsonNode.Parse(await (await manager.GetAsync("playbooks")).Content.ReadAsStringAsync())!;
        document["playbooks"]![1]!["name"]!["zh"] = "本店物流流程";
        await manager.PutJsonAsync("playbooks", document.ToJsonString(), ("If-Match", "*")).ShouldBeAsync(200);
        var (own, other) = (await resolution.OpenCaseAsync(storefront: storefront), await resolution.OpenCaseAsync());

        (await NameAsync(own, resolution.As(Roles.Agent, storefront))).ShouldBe("本店物流流程");
        (await NameAsync(other, resolution.Agent)).ShouldBe("物流配送投诉");

        async Task<string?> NameAsync(Guid id, HttpClient client) =>
            (await resolution.CaseAsync(id, client)).GetProperty("guidance").GetProperty("playbook").GetProperty("name").GetString();
    }

    private static void Put(JsonNode document, string pointer, string value)
    {
        var path = pointer[1..].Split('/');
        var node = document;
        foreach (var step in path[..^1])
            node = int.TryParse(step, out var at) ? node[at]! : node[step]!;
        node[path[^1]] = JsonNode.Parse(value);
    }

    private Task<HttpResponseMessage> MarkAsync(Guid id, string item, bool done = true) =>
        resolution.Agent.PostJsonAsync($"cases/{id}/checklist", $$"""{"item":"{{item}}","done":{{(done ? "true" : "false")}}}""");

    private static List<string?> Done(JsonElement steps, string name) =>
        [.. steps.EnumerateArray().Where(step => step.GetProperty("done").GetBoolean()).Select(step => step.GetProperty(name).GetString())];
}
