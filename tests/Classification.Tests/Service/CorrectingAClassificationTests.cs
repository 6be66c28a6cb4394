using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Classification.Tests.Service;

public sealed class CorrectingAClassificationTests(ClassificationFactory classification) : IClassFixture<ClassificationFactory>
{
    private const string Correction = """{"category":"logistics/delay","urgency":"urgent","demands":["repair"],"reasonCode":"Y1","reason":"客户要的是催件"}""";

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
        await classification.Agent.SendJsonAsync(HttpMethod.Patch, $"complaints/{id}/classification", Correction).ShouldBeProblemAsync(428, "precondition.required");
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
            """{"id":"test.glow","axis":"category","value":"safety_health/fire_or_shock","weight":5,"override":true,"urgency":"urgent","patterns":["奇异发光"]}"""));

        await manager.SendJsonAsync(HttpMethod.Put, "rules", changed.ToJsonString(), ("If-Match", response.Headers.ETag!.Tag)).ShouldBeAsync(200);

        await Eventually.BeTrueAsync(
            async () => (await classification.PreviewAsync("台灯半夜奇异发光")).GetProperty("urgency").GetProperty("value").GetString() == "urgent", "the new rule decides");
    }

    private static Guid ServiceHostUser(string role) => Testing.ServiceHost.UserIdOf(role);
}
