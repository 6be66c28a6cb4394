using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Cases;

public sealed class OpeningACaseTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task A_classified_complaint_has_a_case_an_agent_and_deadlines()
    {
        var id = await resolution.OpenCaseAsync("safety_health/injury", "urgent");

        var shown = await resolution.CaseAsync(id);

        shown.GetProperty("state").GetString().ShouldBe("open");
        shown.GetProperty("cycle").GetInt32().ShouldBe(1);
        shown.GetProperty("department").GetString().ShouldBe("safety");
        shown.GetProperty("agent").GetProperty("id").GetGuid().ShouldBe(ResolutionFactory.UserIdOf(Roles.Agent));
        shown.GetProperty("guidance").GetProperty("steps").GetArrayLength().ShouldBe(6);
        var received = shown.GetProperty("receivedAt").GetDateTimeOffset();
        Due("first_response").ShouldBe(received.AddMinutes(15));
        Due("resolution").ShouldBe(received.AddHours(4));
        (await resolution.PublishedAsync<CaseOpened>(id)).Single()
            .ShouldSatisfyAllConditions(e => e.State.ShouldBe("open"), e => e.Version.ShouldBe(1), e => e.Actor.ShouldBe("system"));
        (await resolution.PublishedAsync<CaseAssigned>(id)).Single()
            .ShouldSatisfyAllConditions(e => e.AgentName.ShouldBe("agent"), e => e.Version.ShouldBe(2));

        DateTimeOffset Due(string target) =>
            shown.GetProperty("deadlines").EnumerateArray().Single(row => row.GetProperty("target").GetString() == target)
            .GetProperty("dueAt").GetDateTimeOffset();
    }

    [Fact]
    public async Task It_makes_no_difference_which_fact_comes_first()
    {
        var id = Guid.NewGuid();

        await resolution.PublishAsync(resolution.Classified(id));
        await resolution.Agent.GetAsync($"cases/{id}").ShouldBeProblemAsync(404, "case.not_found");
        await resolution.PublishAsync(resolution.Received(id));

        (await resolution.CaseAsync(id)).GetProperty("category").GetString().ShouldBe("logistics/delay");
    }

    [Fact]
    public async Task Facts_that_come_twice_open_one_case()
    {
        var id = Guid.NewGuid();
        var (received, classified) = (resolution.Received(id), resolution.Classified(id));

        foreach (var fact in new Contracts.IDomainEvent[] { received, received, classified, classified, received })
            await resolution.PublishAsync(fact);

        (await resolution.PublishedAsync<CaseOpened>(id)).Count.ShouldBe(1);
        (await resolution.PublishedAsync<CaseAssigned>(id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_correction_reroutes_and_reckons_the_deadlines_again()
    {
        var id = await resolution.OpenCaseAsync();

        await resolution.PublishAsync(resolution.Reclassified(id, "product_quality/defect", "urgent", version: 2));

        var shown = await resolution.CaseAsync(id);
        shown.GetProperty("department").GetString().ShouldBe("quality");
        (await resolution.PublishedAsync<DeadlinesChanged>(id))
            .Single().ResolutionDueAt.ShouldBe(shown.GetProperty("receivedAt").GetDateTimeOffset().AddHours(4));
        (await resolution.PublishedAsync<CaseAssigned>(id)).Select(e => e.Department).ShouldBe(["logistics", "quality"]);
    }

    [Fact]
    public async Task A_classification_that_comes_after_its_correction_changes_nothing()
    {
        var id = Guid.NewGuid();
        await resolution.PublishAsync(resolution.Received(id));
        await resolution.PublishAsync(resolution.Reclassified(id, "product_quality/defect", "urgent", version: 2));

        await resolution.PublishAsync(resolution.Classified(id));

        (await resolution.CaseAsync(id)).GetProperty("category").GetString().ShouldBe("product_quality/defect");
    }

    [Theory]
    [InlineData("general", "general", "urgent", "general", "supervisor")]
    [InlineData("general", "minor", "general", "serious", "supervisor")]
    [InlineData("non_urgent", "minor", "general", "general", "agent")]
    [InlineData("urgent", "serious", "general", "minor", "agent")]
    public async Task What_turns_out_to_be_urgent_or_serious_rises(
        string urgency, string severity, string laterUrgency, string laterSeverity, string level)
    {
        var id = await resolution.OpenCaseAsync(urgency: urgency, severity: severity);

        await resolution.PublishAsync(resolution.Reclassified(id, "logistics/delay", laterUrgency, version: 2, severity: laterSeverity));

        (await resolution.CaseAsync(id)).GetProperty("level").GetString().ShouldBe(level);
    }

    [Fact]
    public async Task Cases_of_another_storefront_are_not_there()
    {
        var id = await resolution.OpenCaseAsync(storefront: "other");

        await resolution.Agent.GetAsync($"cases/{id}").ShouldBeProblemAsync(404, "case.not_found");
        await resolution.Agent.PostJsonAsync($"cases/{id}/contacts", """{"direction":"outgoing","channel":"phone"}""")
            .ShouldBeProblemAsync(404, "case.not_found");
        var list = await resolution.Agent.GetAsync("cases?limit=100").ShouldBeAsync(200);
        list.GetProperty("items").EnumerateArray().ShouldNotContain(row => row.GetProperty("complaintId").GetGuid() == id);
        (await resolution.CaseAsync(id, resolution.As(Roles.Agent, "other")))
            .GetProperty("agent").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }
}
