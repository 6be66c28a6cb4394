using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Classification.Tests.Service;

public sealed class CorrectingAClassificationTests(ClassificationFactory classification) : IClassFixture<ClassificationFactory>
{
    private const string Correction =
        """{"category":"logistics/delay","urgency":"urgent","demands":["repair"],"reasonCode":"Y1","reason":"客户要的是催件"}""";

    [Fact]
    public async Task The_agents_word_stands_and_is_told_to_others()
    {
        var id = (await classification.ClassifyAsync("东西还没到")).ComplaintId;

        var answer = await (await classification.CorrectAsync(id, Correction)).ShouldBeAsync(200);

        answer.GetProperty("category").GetProperty("source").GetString().ShouldBe("agent");
        answer.GetProperty("needsReview").GetBoolean().ShouldBeFalse();
        var told = await classification.EventuallyPublishedAsync<ComplaintReclassified>(id);
        told.Axes.Category.ShouldBe("logistics/delay");
        told.Axes.ReasonCode.ShouldBe("Y1");
        told.CorrectedBy.ShouldBe(ServiceHostUser(Roles.Agent));
        told.Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_stale_tag_and_a_missing_one_are_refused()
    {
        var id = (await classification.ClassifyAsync("东西还没到")).ComplaintId;
        await (await classification.CorrectAsync(id, Correction)).ShouldBeAsync(200);

        await (await classification.CorrectAsync(id, Correction)).ShouldBeProblemAsync(412, "precondition.failed");
        await classification.Agent.SendJsonAsync(HttpMethod.Patch, $"complaints/{id}/classification", Correction)
            .ShouldBeProblemAsync(428, "precondition.required");
    }

    [Theory]
    [InlineData("""{"category":"weather","reason":"x"}""", "/category")]
    [InlineData("""{"urgency":"soon","reason":"x"}""", "/urgency")]
    [InlineData("""{"demands":["peace"],"reason":"x"}""", "/demands")]
    [InlineData("""{"reasonCode":"Z9","reason":"x"}""", "/reasonCode")]
    [InlineData("""{"sentiment":2,"reason":"x"}""", "/sentiment")]
    [InlineData("""{"category":"logistics","reason":""}""", "/reason")]
    public async Task A_value_that_is_not_known_is_named(string body, string pointer)
    {
        var id = (await classification.ClassifyAsync("东西还没到")).ComplaintId;

        await (await classification.CorrectAsync(id, body)).ShouldBeProblemAsync(400, "request.invalid", pointer);

        (await classification.PublishedAsync<ComplaintReclassified>(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_correction_that_changes_nothing_is_refused()
    {
        var classified = await classification.ClassifyAsync("快递三天没动静");

        await (await classification.CorrectAsync(classified.ComplaintId, $$"""{"urgency":"{{classified.Axes.Urgency}}","reason":"x"}"""))
            .ShouldBeProblemAsync(409, "correction.changes_nothing");
        await (await classification.CorrectAsync(classified.ComplaintId, """{"reason":"x"}"""))
            .ShouldBeProblemAsync(409, "correction.changes_nothing");

        (await classification.PublishedAsync<ComplaintReclassified>(classified.ComplaintId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_hangs_on_the_urgency_follows_it()
    {
        var classified = await classification.ClassifyAsync("快递三天没动静");

        var answer =
            await (await classification.CorrectAsync(classified.ComplaintId,
            """{"urgency":"urgent","category":"safety_health/food","reason":"是药品"}""")).ShouldBeAsync(200);

        answer.GetProperty("severity").GetProperty("value").GetString().ShouldBe("serious");
        answer.GetProperty("escalationRisk").GetProperty("value").GetDouble().ShouldBeGreaterThan(classified.Axes.EscalationRisk);
        answer.GetProperty("escalationRisk").GetProperty("evidence").EnumerateArray().Select(one => one.GetProperty("rule").GetString())
            .ShouldContain("urgency");
        answer.GetProperty("severity").GetProperty("evidence").EnumerateArray().Select(one => one.GetProperty("rule").GetString())
            .ShouldContain("category");
    }

    [Theory]
    [InlineData("secondCategory", "\"price_promotion/invoice\"")]
    [InlineData("emotion", "\"anxiety\"")]
    [InlineData("intensity", "0.91")]
    [InlineData("escalationRisk", "0.97")]
    [InlineData("sentiment", "0.77")]
    [InlineData("customerType", "\"vip\"")]
    [InlineData("difficulty", "\"complex\"")]
    [InlineData("severity", "\"serious\"")]
    public async Task Every_axis_can_be_corrected(string axis, string value)
    {
        var id = (await classification.ClassifyAsync("东西还没到")).ComplaintId;

        var answer = await (await classification.CorrectAsync(id, $$"""{"{{axis}}":{{value}},"reason":"x"}""")).ShouldBeAsync(200);

        answer.GetProperty(axis).GetProperty("value").GetRawText().ShouldBe(value);
        answer.GetProperty(axis).GetProperty("source").GetString().ShouldBe("agent");
    }

    [Fact]
    public async Task A_statement_of_an_agent_stays()
    {
        var id = (await classification.ClassifyAsync("水壶坏了,请换一个")).ComplaintId;

        await (await classification.CorrectAsync(id, """{"statement":{"fact":"水壶坏了","feeling":"着急","need":"换新"},"reason":"x"}"""))
            .ShouldBeAsync(200);

        var answer = await classification.Agent.GetAsync($"complaints/{id}/classification").ShouldBeAsync(200);
        answer.GetProperty("statement").GetProperty("feeling").GetString().ShouldBe("着急");
    }

    [Fact]
    public async Task An_auditor_may_read_and_not_correct()
    {
        var id = (await classification.ClassifyAsync("东西还没到")).ComplaintId;
        var auditor = classification.As(Roles.Auditor);

        await auditor.GetAsync($"complaints/{id}/classification").ShouldBeAsync(200);
        await auditor.SendJsonAsync(HttpMethod.Patch, $"complaints/{id}/classification", Correction, ("If-Match", "\"1\""))
            .ShouldBeProblemAsync(403, "permission.denied");
    }

    [Fact]
    public async Task New_rules_take_effect_without_a_restart()
    {
        var manager = classification.As(Roles.Manager, "*");
        var response = await manager.GetAsync("rules");
        var rules = await response.Content.ReadAsStringAsync();
        var changed = System.Text.Json.Nodes.JsonNode.Parse(rules)!;
        changed["version"] = "test-2";
        changed["rules"]!.AsArray().Add(System.Text.Json.Nodes.JsonNode.Parse(
            """
            {"id":"test.glow","axis":"category","value":"safety_health/fire_or_shock","weight":5,"override":true,"urgency":"urgent",
             "patterns":["奇异发光"]}
            """));

        await manager.SendJsonAsync(HttpMethod.Put, "rules", changed.ToJsonString(), ("If-Match", response.Headers.ETag!.Tag))
            .ShouldBeAsync(200);

        await Eventually.BeTrueAsync(
            async () =>
            (await classification.PreviewAsync("台灯半夜奇异发光")).GetProperty("urgency").GetProperty("value").GetString() == "urgent",
            "the new rule decides");
    }

    [Theory]
    [InlineData("taxonomy")]
    [InlineData("rules")]
    [InlineData("classifications/policies")]
    public async Task What_holds_for_all_storefronts_is_changed_by_who_answers_for_all(string document)
    {
        var manager = classification.As(Roles.Manager);
        var response = await manager.GetAsync(document);
        var body = await response.Content.ReadAsStringAsync();

        await manager.SendJsonAsync(HttpMethod.Put, document, body, ("If-Match", response.Headers.ETag!.Tag))
            .ShouldBeProblemAsync(403, "policy.all_storefronts_required");
        await classification.As(Roles.Manager, "*").SendJsonAsync(HttpMethod.Put, document + "?storefrontId=demo", body,
            ("If-Match", response.Headers.ETag!.Tag))
            .ShouldBeProblemAsync(400, "parameter.unknown");
        await manager.GetAsync(document + "?storefrontId=demo").ShouldBeProblemAsync(400, "parameter.unknown");
    }

    private static Guid ServiceHostUser(string role) => Testing.ServiceHost.UserIdOf(role);
}
