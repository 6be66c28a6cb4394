using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Emergencies;

public sealed class RunningAnEmergencyTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    private const string Over = """{"reason":"客户已安抚,风险解除"}""";

    [Fact]
    public async Task A_risk_above_the_limit_alerts_people_sets_deadlines_and_steps()
    {
        var supervisor = Guid.NewGuid();
        await resolution.PublishAsync(resolution.StaffChanged(supervisor, Roles.Supervisor, present: false));

        var id = await RiskyAsync(0.9);

        var shown = await resolution.CaseAsync(id);
        shown.GetProperty("emergency").ShouldSatisfyAllConditions(
            emergency => emergency.GetProperty("trigger").GetString().ShouldBe("risk"),
            emergency => emergency.GetProperty("blocksResolution").GetBoolean().ShouldBeTrue(),
            emergency => emergency.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("id").GetString())
                .ShouldBe(["call", "lead", "secure", "plan"]));
        Due(shown, "first_response").ShouldBe(TimeSpan.FromMinutes(15));
        Due(shown, "resolution").ShouldBe(TimeSpan.FromHours(4));
        await Eventually.BecomeAsync(
            async () => (await NoticesAsync(Roles.Supervisor, supervisor)).Any(notice => IsAbout(notice, id)) ? "told" : null,
            "the supervisor is alerted");
        (await resolution.PublishedAsync<EmergencyOpened>(id)).Single().Trigger.ShouldBe("risk");
        (await resolution.Agent.GetAsync("cases?emergency=true&limit=100").ShouldBeAsync(200)).GetProperty("items").EnumerateArray()
            .ShouldContain(row => row.GetProperty("complaintId").GetGuid() == id);
    }

    [Fact]
    public async Task It_is_closed_with_a_reason_by_who_may_before_the_case_is_resolved()
    {
        var id = await RiskyAsync(0.9);
        await resolution.ContactAsync(id);
        await resolution.Agent.PostJsonAsync($"cases/{id}/resolution", """{"summary":"已解决"}""")
            .ShouldBeProblemAsync(409, "case.emergency_open");
        await resolution.Agent.PostJsonAsync($"cases/{id}/emergency/closure", Over)
            .ShouldBeProblemAsync(403, "emergency.authority_too_low");
        await resolution.Supervisor.PostJsonAsync($"cases/{id}/emergency/closure", """{"reason":"!"}""")
            .ShouldBeProblemAsync(400, "request.invalid", "/reason");

        var closed = await resolution.Supervisor.PostJsonAsync($"cases/{id}/emergency/closure", Over).ShouldBeAsync(200);

        closed.GetProperty("emergency").GetProperty("open").GetBoolean().ShouldBeFalse();
        Due(closed, "resolution").ShouldBe(TimeSpan.FromHours(24));
        await resolution.Supervisor.PostJsonAsync($"cases/{id}/emergency/closure", Over).ShouldBeProblemAsync(409, "emergency.none");
        await resolution.Agent.PostJsonAsync($"cases/{id}/resolution", """{"summary":"已解决"}""").ShouldBeAsync(200);
        (await resolution.PublishedAsync<EmergencyClosed>(id)).Single().Reason.ShouldBe("客户已安抚,风险解除");
    }

    [Fact]
    public async Task A_serious_case_alone_does_not_stand_in_the_way_of_its_resolution_and_stays_listed_until_it_is_closed()
    {
        var id = await resolution.OpenCaseAsync(severity: "serious");

        await resolution.ResolveAsync(id);

        var shown = (await resolution.CaseAsync(id)).GetProperty("emergency");
        shown.GetProperty("trigger").GetString().ShouldBe("serious");
        shown.GetProperty("open").GetBoolean().ShouldBeTrue();
        await resolution.Supervisor.PostJsonAsync($"cases/{id}/emergency/closure", Over).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_risk_that_rises_later_begins_it_once_and_what_was_closed_does_not_come_back_by_itself()
    {
        var id = await resolution.OpenCaseAsync();
        (await resolution.CaseAsync(id)).GetProperty("emergency").ValueKind.ShouldBe(JsonValueKind.Null);
        var risen = resolution.Reclassified(id, "logistics/delay", "general", version: 2);
        await resolution.PublishAsync(risen with { Axes = risen.Axes with { EscalationRisk = 0.8 } });
        await resolution.PublishAsync(
            risen with { EventId = Guid.NewGuid(), Version = 3, Axes = risen.Axes with { EscalationRisk = 0.95 } });
        await resolution.Supervisor.PostJsonAsync($"cases/{id}/emergency/closure", Over).ShouldBeAsync(200);

        await resolution.PublishAsync(
            risen with { EventId = Guid.NewGuid(), Version = 4, Axes = risen.Axes with { EscalationRisk = 0.96 } });

        (await resolution.PublishedAsync<EmergencyOpened>(id)).Count.ShouldBe(1);
        (await resolution.CaseAsync(id)).GetProperty("emergency").GetProperty("open").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_step_is_done_once_and_one_that_is_late_lifts_the_case()
    {
        var id = await RiskyAsync(0.9);
        await resolution.Agent.PostJsonAsync($"cases/{id}/emergency/steps/call/completion", "{}").ShouldBeAsync(200);
        await resolution.Agent.PostJsonAsync($"cases/{id}/emergency/steps/call/completion", "{}")
            .ShouldBeProblemAsync(409, "emergency.step_done");
        await resolution.Agent.PostJsonAsync($"cases/{id}/emergency/steps/nonsense/completion", "{}")
            .ShouldBeProblemAsync(404, "emergency.step_not_found");
        await resolution.ContactAsync(id);

        resolution.Clock.Advance(TimeSpan.FromMinutes(31));

        (await resolution.EventuallyPublishedAsync<CaseEscalated>(id)).Reason.ShouldBe("emergency_step_late");
        var steps = (await resolution.CaseAsync(id)).GetProperty("emergency").GetProperty("steps");
        steps[0].GetProperty("late").GetBoolean().ShouldBeFalse();
        steps[1].GetProperty("late").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task It_is_begun_by_hand_with_a_reason()
    {
        var id = await resolution.OpenCaseAsync();

        await resolution.Agent.PostJsonAsync($"cases/{id}/emergency", """{"reason":"客户扬言曝光"}""").ShouldBeAsync(200);

        await resolution.Agent.PostJsonAsync($"cases/{id}/emergency", """{"reason":"再次"}""").ShouldBeProblemAsync(409, "emergency.open");
        await resolution.As(Roles.Agent, "elsewhere").PostJsonAsync($"cases/{id}/emergency", """{"reason":"别家"}""")
            .ShouldBeProblemAsync(404, "case.not_found");
        (await resolution.PublishedAsync<EmergencyOpened>(id)).Single().Trigger.ShouldBe("by_hand");
    }

    [Theory]
    [InlineData("riskAbove", "1.5", "/emergency/riskAbove")]
    [InlineData("firstResponseMinutes", "0", "/emergency/firstResponseMinutes")]
    [InlineData(
        "steps", """[{"id":"x","department":"nowhere","text":{"zh":"步骤","en":"step"},"withinMinutes":5}]""",
        "/emergency/steps/0/department")]
    public async Task A_wrong_playbook_is_refused_with_the_place(string field, string value, string error)
    {
        var manager = resolution.As(Roles.Manager, "wrong-emergency");
        var document = JsonNode.Parse(await (await manager.GetAsync("playbooks")).Content.ReadAsStringAsync())!;
        document["emergency"]![field] = JsonNode.Parse(value);

        await manager.PutJsonAsync("playbooks", document.ToJsonString(), ("If-Match", "*"))
            .ShouldBeProblemAsync(400, "request.invalid", error);
    }

    private async Task<Guid> RiskyAsync(double risk)
    {
        var id = Guid.NewGuid();
        await resolution.PublishAsync(resolution.Received(id));
        var classified = resolution.Classified(id);
        await resolution.PublishAsync(classified with { Axes = classified.Axes with { EscalationRisk = risk } });
        return id;
    }

    private async Task<List<JsonElement>> NoticesAsync(string role, Guid userId) =>
        [.. (await resolution.As(role, userId).GetAsync("notices?limit=100").ShouldBeAsync(200)).GetProperty("items").EnumerateArray()];

    private static bool IsAbout(JsonElement notice, Guid id) =>
        notice.GetProperty("complaintId").GetGuid() == id && notice.GetProperty("kind").GetString() == "emergency";

    private static TimeSpan Due(JsonElement shown, string target) =>
        shown.GetProperty("deadlines").EnumerateArray().Single(row => row.GetProperty("target").GetString() == target)
            .GetProperty("dueAt").GetDateTimeOffset() - shown.GetProperty("receivedAt").GetDateTimeOffset();
}
