using System.Text.Json;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Deadlines;

/// <summary>Acknowledgement, next response and progress, beside the first response and the resolution.</summary>
public sealed class KeepingEveryTargetTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Theory]
    [InlineData("web", "met")]
    [InlineData("email", "running")]
    public async Task A_complaint_is_acknowledged_where_the_customer_has_its_number(string channel, string state)
    {
        var id = await OpenAsync(channel);

        State(await resolution.CaseAsync(id), "acknowledgement").ShouldBe(state);
    }

    [Fact]
    public async Task The_message_with_the_number_acknowledges_whether_it_comes_before_the_case_or_after()
    {
        var (before, after) = (Guid.NewGuid(), await OpenAsync("email"));
        await resolution.PublishAsync(Sent(before));
        await OpenAsync("email", before);
        await resolution.PublishAsync(Sent(after));
        await resolution.PublishAsync(Sent(after));

        State(await resolution.CaseAsync(before), "acknowledgement").ShouldBe("met");
        State(await resolution.CaseAsync(after), "acknowledgement").ShouldBe("met");
    }

    [Fact]
    public async Task Who_speaks_with_the_customer_has_acknowledged_too()
    {
        var id = await OpenAsync("letter");

        await resolution.ContactAsync(id);

        State(await resolution.CaseAsync(id), "acknowledgement").ShouldBe("met");
    }

    [Fact]
    public async Task Each_word_of_the_customer_after_the_first_response_wants_an_answer_of_its_own()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.PublishAsync(Written(id));
        Deadline(await resolution.CaseAsync(id), "next_response").ShouldBeNull("the first response is still to come");
        await resolution.ContactAsync(id);

        await resolution.PublishAsync(Written(id));
        var due = Deadline(await resolution.CaseAsync(id), "next_response")!.Value.GetProperty("dueAt").GetDateTimeOffset();
        resolution.Clock.Advance(TimeSpan.FromMinutes(30));
        await resolution.PublishAsync(Written(id));

        var waiting = await resolution.CaseAsync(id);
        State(waiting, "next_response").ShouldBe("running");
        Deadline(waiting, "next_response")!.Value.GetProperty("dueAt").GetDateTimeOffset().ShouldBe(due, "the oldest word counts");
        await resolution.ContactAsync(id);
        State(await resolution.CaseAsync(id), "next_response").ShouldBe("met");
        await resolution.PublishAsync(Written(id));
        var again = Deadline(await resolution.CaseAsync(id), "next_response")!.Value;
        again.GetProperty("cycle").GetInt32().ShouldBe(2);
        again.GetProperty("remaining").GetInt64().ShouldBeInRange((4 * 3600) - 60, 4 * 3600);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_a_breach_and_lifts_the_case()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.ContactAsync(id);
        await resolution.PublishAsync(Written(id));

        resolution.Clock.Advance(TimeSpan.FromHours(5));

        (await resolution.EventuallyPublishedAsync<DeadlineBreached>(id)).Target.ShouldBe("next_response");
        (await resolution.EventuallyPublishedAsync<CaseEscalated>(id)).Level.ShouldBe("supervisor");
        (await resolution.CaseAsync(id)).GetProperty("deadlines").EnumerateArray()
            .Single(row => row.GetProperty("target").GetString() == "next_response").GetProperty("state").GetString().ShouldBe("breached");
    }

    [Fact]
    public async Task The_customer_hears_how_far_it_is_before_having_to_ask()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.ContactAsync(id);

        resolution.Clock.Advance(TimeSpan.FromHours(9));

        var told = await resolution.EventuallyPublishedAsync<CustomerUpdateDue>(id);
        told.ShouldSatisfyAllConditions(
            t => t.Kind.ShouldBe("progress"), t => t.Text!.ShouldContain("物流部"), t => t.ExpectedAt!.Value.ShouldBeGreaterThan(t.OccurredAt));
        State(await resolution.CaseAsync(id), "progress_update").ShouldBe("running");
        (await resolution.PublishedAsync<DeadlineAtRisk>(id)).ShouldNotContain(warned => warned.Target == "progress_update");
    }

    [Fact]
    public async Task The_customer_hears_of_a_delay_and_a_case_that_stays_late_climbs_to_the_top()
    {
        var id = await resolution.OpenCaseAsync(urgency: "urgent");
        await resolution.ContactAsync(id);

        resolution.Clock.Advance(TimeSpan.FromHours(4).Add(TimeSpan.FromMinutes(1)));
        await Eventually.BecomeAsync(
            async () => (await resolution.PublishedAsync<CustomerUpdateDue>(id)).FirstOrDefault(told => told.Kind == "delay"), "told");
        resolution.Clock.Advance(TimeSpan.FromHours(2));
        await LevelAsync(id, "manager");
        resolution.Clock.Advance(TimeSpan.FromHours(2));
        await LevelAsync(id, "executive");

        (await resolution.PublishedAsync<CaseEscalated>(id)).Select(raised => raised.Reason)
            .ShouldBe(["deadline_breached", "still_overdue", "still_overdue"]);
        (await resolution.PublishedAsync<CustomerUpdateDue>(id)).Count(told => told.Kind == "delay").ShouldBe(1);
    }

    [Fact]
    public async Task Work_of_a_department_that_stays_undone_climbs_as_well()
    {
        var id = await resolution.OpenCaseAsync(urgency: "non_urgent");
        await resolution.ContactAsync(id);
        await resolution.Agent.PostJsonAsync(
            $"cases/{id}/tasks",
            $$"""{"department":"warehouse","title":"检查库存","dueAt":"{{resolution.Clock.GetUtcNow().AddMinutes(60):O}}"}""").ShouldBeAsync(201);

        resolution.Clock.Advance(TimeSpan.FromMinutes(61));
        await LevelAsync(id, "supervisor");
        resolution.Clock.Advance(TimeSpan.FromMinutes(30));
        await LevelAsync(id, "manager");

        (await resolution.PublishedAsync<CaseEscalated>(id)).ShouldAllBe(raised => raised.Reason == "task_overdue");
    }

    [Fact]
    public async Task What_fell_due_while_nobody_looked_is_said_once_when_somebody_does()
    {
        var id = await resolution.OpenCaseAsync(urgency: "urgent");

        resolution.Clock.Advance(TimeSpan.FromDays(3));

        await Eventually.BecomeAsync(
            async () => (await resolution.PublishedAsync<DeadlineBreached>(id)).Count(row => row.Target is "first_response" or "resolution") == 2
                ? "" : null, "both breached");
        var breaches = await resolution.PublishedAsync<DeadlineBreached>(id);
        breaches.Select(row => row.Target).ShouldBeUnique();
        (await resolution.PublishedAsync<DeadlineAtRisk>(id)).ShouldBeEmpty("who is late is not warned of being late");
    }

    [Fact]
    public async Task The_parts_of_an_explanation_add_up_to_what_is_used()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.Agent.PostJsonAsync(
            $"cases/{id}/contacts", """{"direction":"outgoing","channel":"email","text":"请提供照片","awaitsCustomer":true}""").ShouldBeAsync(201);
        resolution.Clock.Advance(TimeSpan.FromHours(3));
        await resolution.PublishAsync(Written(id));
        resolution.Clock.Advance(TimeSpan.FromHours(1));

        var explained = (await resolution.Agent.GetAsync($"cases/{id}/deadlines").ShouldBeAsync(200)).GetProperty("deadlines")
            .EnumerateArray().Single(row => row.GetProperty("target").GetString() == "resolution");

        var parts = explained.GetProperty("parts").EnumerateArray().ToList();
        parts.Select(part => part.GetProperty("counts").GetBoolean()).Where(counts => !counts).Count().ShouldBe(1);
        parts.Single(part => !part.GetProperty("counts").GetBoolean()).GetProperty("length").GetInt64().ShouldBeInRange(3 * 3600, (3 * 3600) + 60);
        var used = explained.GetProperty("used").GetInt64();
        parts.Where(part => part.GetProperty("counts").GetBoolean()).Sum(part => part.GetProperty("length").GetInt64())
            .ShouldBeInRange(used - parts.Count, used);
        (used + explained.GetProperty("remaining").GetInt64()).ShouldBeInRange(
            explained.GetProperty("allowance").GetInt64() - 1, explained.GetProperty("allowance").GetInt64());
    }

    private async Task<Guid> OpenAsync(string channel, Guid? complaint = null)
    {
        var id = complaint ?? Guid.NewGuid();
        await resolution.PublishAsync(resolution.Received(id, channel: channel));
        await resolution.PublishAsync(resolution.Classified(id));
        return id;
    }

    private Task<string> LevelAsync(Guid id, string level) => Eventually.BecomeAsync(
        async () => (await resolution.CaseAsync(id)).GetProperty("level").GetString() == level ? level : null, level);

    private ComplaintSupplemented Written(Guid id) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = resolution.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = id,
        Version = 2,
        By = "customer",
        Text = "请问进展如何?",
        Attachments = 0,
    };

    private MessageSent Sent(Guid id) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = resolution.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = id,
        Version = 1,
        MessageId = Guid.NewGuid(),
        Template = "acknowledgement",
        Channel = "email",
    };

    private static JsonElement? Deadline(JsonElement shown, string target) =>
        shown.GetProperty("deadlines").EnumerateArray().Where(row => row.GetProperty("target").GetString() == target)
            .Select(row => (JsonElement?)row).FirstOrDefault();

    private static string? State(JsonElement shown, string target) => Deadline(shown, target)?.GetProperty("state").GetString();
}
