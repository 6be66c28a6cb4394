using System.Text.Json;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Cases;

public sealed class SeeingACaseThroughTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    private const string FirstContact = """{"direction":"outgoing","channel":"phone","text":"已致电道歉并了解情况","awaitsCustomer":false}""";

    [Fact]
    public async Task A_case_goes_from_contact_to_closure()
    {
        var id = await resolution.OpenCaseAsync("safety_health/injury", "urgent");
        await resolution.Agent.PostJsonAsync($"cases/{id}/contacts", FirstContact).ShouldBeAsync(201);
        (await resolution.PublishedAsync<CaseFirstResponded>(id)).Single().WithinTarget.ShouldBeTrue();

        var offers = await resolution.OfferAsync(id, $$"""{{ResolutionFactory.Refund(50)}},{"kind":"exchange","note":"换新"}""");
        offers.Select(offer => offer.GetProperty("state").GetString()).ShouldBe(["proposed", "proposed"]);
        await resolution.Anonymous()
            .PostJsonAsync($"track/{ResolutionFactory.TokenOf(id)}/offers/{offers[0].GetProperty("id").GetString()}/acceptance", "{}")
            .ShouldBeAsync(200);

        var executing = await resolution.CaseAsync(id);
        executing.GetProperty("state").GetString().ShouldBe("executing");
        executing.GetProperty("offers").EnumerateArray().Select(offer => offer.GetProperty("state").GetString()).Order()
            .ShouldBe(["accepted", "replaced"]);
        executing.GetProperty("tasks").EnumerateArray().Single().GetProperty("department").GetString().ShouldBe("finance");
        await resolution.Agent.PostJsonAsync($"cases/{id}/resolution", """{"summary":"太早"}""")
            .ShouldBeProblemAsync(409, "case.obligations_open");

        await resolution.DoTasksAsync(id);
        var done = await resolution.CaseAsync(id);
        done.GetProperty("state").GetString().ShouldBe("executing");
        done.GetProperty("obligations")[0].GetProperty("proof").GetString().ShouldBe("已完成");
        await resolution.ResolveAsync(id);
        await resolution.PublishAsync(FollowedUp(id, "satisfied"));

        var closed = await resolution.CaseAsync(id);
        closed.GetProperty("state").GetString().ShouldBe("closed");
        closed.GetProperty("closeReason").GetString().ShouldBe("satisfied");
        (await resolution.PublishedAsync<CaseClosed>(id)).Single().Case.Channel.ShouldBe("web");
        var versions = (await resolution.PublishedAsync(id)).Select(e => e.Version).Order().ToList();
        versions.ShouldBe(Enumerable.Range(1, versions.Count));
    }

    [Theory]
    [InlineData("unsatisfied")]
    [InlineData("not_solved")]
    public async Task A_customer_who_is_not_satisfied_reopens_it_with_at_least_a_quarter_of_the_time(string outcome)
    {
        var id = await resolution.OpenCaseAsync();
        resolution.Clock.Advance(TimeSpan.FromHours(23));
        await resolution.ResolveAsync(id);

        await resolution.PublishAsync(FollowedUp(id, outcome));

        var reopened = (await resolution.PublishedAsync<CaseReopened>(id)).Single();
        reopened.ShouldSatisfyAllConditions(e => e.Cycle.ShouldBe(2), e => e.State.ShouldBe("open"), e => e.By.ShouldBe("follow_up"));
        (reopened.ResolutionDueAt - reopened.OccurredAt).ShouldBe(TimeSpan.FromHours(6));
        (await resolution.CaseAsync(id)).GetProperty("level").GetString().ShouldNotBe("agent");
    }

    [Fact]
    public async Task A_reopened_case_goes_to_somebody_above_when_somebody_is_there()
    {
        var manager = Guid.NewGuid();
        await resolution.PublishAsync(resolution.StaffChanged(manager, Roles.Manager, present: true, storefront: "above"));
        await resolution.PublishAsync(resolution.StaffChanged(Guid.NewGuid(), Roles.Agent, present: true, storefront: "above"));
        var id = await resolution.OpenCaseAsync(storefront: "above");
        var client = resolution.As(Roles.Agent, "above");
        (await resolution.CaseAsync(id, client)).GetProperty("agent").GetProperty("id").GetGuid().ShouldNotBe(manager);
        await resolution.ResolveAsync(id, client);

        await client.PostJsonAsync($"cases/{id}/reopening", """{"reason":"没有解决"}""").ShouldBeAsync(200);

        (await resolution.CaseAsync(id, client)).GetProperty("agent").GetProperty("id").GetGuid().ShouldBe(manager);
    }

    [Fact]
    public async Task A_word_about_an_earlier_cycle_comes_too_late()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.ResolveAsync(id);
        await resolution.PublishAsync(FollowedUp(id, "unsatisfied"));
        await resolution.ResolveAsync(id);

        await resolution.PublishAsync(FollowedUp(id, "unsatisfied"));
        await resolution.PublishAsync(FollowedUp(id, "satisfied"));

        var shown = await resolution.CaseAsync(id);
        shown.GetProperty("cycle").GetInt32().ShouldBe(2);
        shown.GetProperty("state").GetString().ShouldBe("resolved");
    }

    [Fact]
    public async Task A_low_score_reopens_a_closed_case_once()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.ResolveAsync(id);
        await resolution.PublishAsync(FollowedUp(id, "satisfied"));

        foreach (var _ in Enumerable.Range(0, 2))
        {
            await resolution.PublishAsync(new LowScoreReceived
            {
                EventId = Guid.NewGuid(),
                OccurredAt = resolution.Clock.GetUtcNow(),
                StorefrontId = ServiceHost.Storefront,
                ComplaintId = id,
                Version = 3,
                Cycle = 1,
                SurveyId = Guid.NewGuid(),
                Score = 1,
            });
        }

        (await resolution.PublishedAsync<CaseReopened>(id)).Single().By.ShouldBe("survey");
        (await resolution.CaseAsync(id)).GetProperty("cycle").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task A_withdrawn_complaint_closes_its_case_and_stops_the_clocks()
    {
        var id = await resolution.OpenCaseAsync();

        await resolution.PublishAsync(Withdrawn(id));
        resolution.Clock.Advance(TimeSpan.FromDays(3));

        var shown = await resolution.CaseAsync(id);
        shown.GetProperty("closeReason").GetString().ShouldBe("withdrawn");
        ResolutionFactory.Unfinished(shown).ShouldAllBe(deadline => deadline.GetProperty("state").GetString() == "stopped");
        await resolution.Agent.PostJsonAsync($"cases/{id}/offers", $$"""{"alternatives":[{{ResolutionFactory.Refund(5)}}]}""")
            .ShouldBeProblemAsync(409, "case.ended");
    }

    [Fact]
    public async Task A_complaint_that_was_withdrawn_before_it_was_classified_gets_no_case()
    {
        var id = Guid.NewGuid();
        await resolution.PublishAsync(Withdrawn(id));
        await resolution.PublishAsync(resolution.Received(id));

        await resolution.PublishAsync(resolution.Classified(id));

        (await resolution.PublishedAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_duplicate_closes_and_opens_again_when_it_is_none()
    {
        var id = await resolution.OpenCaseAsync();
        var original = Guid.NewGuid();

        await resolution.PublishAsync(new ComplaintLinkedAsDuplicate
        {
            EventId = Guid.NewGuid(),
            OccurredAt = resolution.Clock.GetUtcNow(),
            StorefrontId = ServiceHost.Storefront,
            ComplaintId = id,
            Version = 2,
            OriginalId = original,
        });
        (await resolution.CaseAsync(id)).GetProperty("closeReason").GetString().ShouldBe("duplicate");
        await resolution.PublishAsync(new ComplaintUnlinked
        {
            EventId = Guid.NewGuid(),
            OccurredAt = resolution.Clock.GetUtcNow(),
            StorefrontId = ServiceHost.Storefront,
            ComplaintId = id,
            Version = 3,
            OriginalId = original,
        });

        var restored = await resolution.CaseAsync(id);
        restored.GetProperty("state").GetString().ShouldBe("open");
        restored.GetProperty("cycle").GetInt32().ShouldBe(1);
        restored.GetProperty("level").GetString().ShouldBe("agent");
        restored.GetProperty("agent").ValueKind.ShouldBe(JsonValueKind.Object);
        ResolutionFactory.Unfinished(restored).ShouldAllBe(deadline => deadline.GetProperty("state").GetString() == "running");
        (await resolution.PublishedAsync<CaseReopened>(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_clock_stands_while_the_customer_is_asked_and_runs_when_the_customer_writes()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.Agent.PostJsonAsync(
            $"cases/{id}/contacts", """{"direction":"outgoing","channel":"email","text":"请提供照片","awaitsCustomer":true}""")
            .ShouldBeAsync(201);
        (await resolution.CaseAsync(id)).GetProperty("state").GetString().ShouldBe("awaiting_customer");
        resolution.Clock.Advance(TimeSpan.FromHours(30));

        await resolution.PublishAsync(new ComplaintSupplemented
        {
            EventId = Guid.NewGuid(),
            OccurredAt = resolution.Clock.GetUtcNow(),
            StorefrontId = ServiceHost.Storefront,
            ComplaintId = id,
            Version = 2,
            By = "customer",
            Text = "补充",
            Attachments = 0,
        });

        var shown = await resolution.CaseAsync(id);
        shown.GetProperty("state").GetString().ShouldBe("in_progress");
        var resolutionDeadline = shown.GetProperty("deadlines").EnumerateArray()
            .Single(row => row.GetProperty("target").GetString() == "resolution");
        resolutionDeadline.GetProperty("state").GetString().ShouldBe("running");
        (resolutionDeadline.GetProperty("dueAt").GetDateTimeOffset() - shown.GetProperty("receivedAt").GetDateTimeOffset())
            .ShouldBeGreaterThan(TimeSpan.FromHours(54));
        (await resolution.PublishedAsync<CaseResumed>(id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_warning_and_a_breach_come_by_themselves_once_each_and_lift_the_case()
    {
        var id = await resolution.OpenCaseAsync(urgency: "urgent");

        resolution.Clock.Advance(TimeSpan.FromMinutes(12));
        (await resolution.EventuallyPublishedAsync<DeadlineAtRisk>(id)).Target.ShouldBe("first_response");
        resolution.Clock.Advance(TimeSpan.FromMinutes(4));

        (await resolution.EventuallyPublishedAsync<DeadlineBreached>(id)).Target.ShouldBe("first_response");
        (await resolution.EventuallyPublishedAsync<CaseEscalated>(id)).Level.ShouldBe("supervisor");
        await resolution.Agent.PostJsonAsync($"cases/{id}/contacts", FirstContact).ShouldBeAsync(201);
        (await resolution.PublishedAsync<CaseFirstResponded>(id)).Single().WithinTarget.ShouldBeFalse();
        (await resolution.PublishedAsync<DeadlineBreached>(id)).Count.ShouldBe(1);
        var explained = await resolution.Agent.GetAsync($"cases/{id}/deadlines").ShouldBeAsync(200);
        explained.GetProperty("deadlines")[0].GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("kind").GetString())
            .ShouldBe(["start", "at_risk", "breached", "met"]);
    }

    [Fact]
    public async Task A_task_that_is_not_done_in_time_is_said_to_be_overdue()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.Agent.PostJsonAsync($"cases/{id}/tasks", """{"department":"warehouse","title":"检查库存"}""").ShouldBeAsync(201);

        resolution.Clock.Advance(TimeSpan.FromHours(25));

        (await resolution.EventuallyPublishedAsync<TaskOverdue>(id)).Department.ShouldBe("warehouse");
    }

    [Fact]
    public async Task A_customer_reopens_over_the_tracking_link()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.ResolveAsync(id);
        var link = $"track/{ResolutionFactory.TokenOf(id)}/reopening";

        (await resolution.Anonymous().PostJsonAsync(link, """{"reason":"又坏了"}""").ShouldBeAsync(200)).GetProperty("cycle").GetInt32()
            .ShouldBe(2);

        await resolution.Anonymous().PostJsonAsync(link, "{}").ShouldBeProblemAsync(409, "case.not_ended");
        await resolution.Anonymous().PostJsonAsync("track/no-such-token/reopening", "{}").ShouldBeProblemAsync(404, "resource.not_found");
    }

    [Fact]
    public async Task A_task_needs_the_version_that_was_read()
    {
        var id = await resolution.OpenCaseAsync();
        var task = (await resolution.Agent.PostJsonAsync($"cases/{id}/tasks", """{"department":"legal","title":"核对条款"}""")
            .ShouldBeAsync(201)).GetProperty("id").GetString();
        var path = $"cases/{id}/tasks/{task}";
        var stale = await resolution.TagAsync(id);
        await resolution.Agent.PostJsonAsync($"cases/{id}/contacts", FirstContact).ShouldBeAsync(201);

        await resolution.Agent.SendJsonAsync(HttpMethod.Patch, path, """{"state":"done"}""")
            .ShouldBeProblemAsync(428, "precondition.required");
        await resolution.Agent.SendJsonAsync(HttpMethod.Patch, path, """{"state":"done"}""", ("If-Match", stale))
            .ShouldBeProblemAsync(412, "precondition.failed");
        await resolution.Agent.SendJsonAsync(HttpMethod.Patch, path, """{"state":"done"}""", ("If-Match", await resolution.TagAsync(id)))
            .ShouldBeAsync(200);
        await resolution.Agent.SendJsonAsync(HttpMethod.Patch, path, """{"state":"done"}""", ("If-Match", await resolution.TagAsync(id)))
            .ShouldBeProblemAsync(409, "task.ended");
    }

    [Theory]
    [InlineData("contacts", """{"direction":"sideways","channel":"phone"}""", "/direction")]
    [InlineData("contacts", """{"direction":"outgoing","channel":"phone","colour":"red"}""", "/colour")]
    [InlineData("contacts", """{"direction":"outgoing","channel":"email"}""", "/text")]
    [InlineData("contacts", """{"direction":"outgoing","channel":"email","text":"。","outcome":"!!"}""", "/text")]
    [InlineData("contacts", """{"direction":"internal","channel":"other","text":" - "}""", "/text")]
    [InlineData("contacts", """{"direction":"incoming","channel":"phone","text":"客户来电","awaitsCustomer":true}""", "/awaitsCustomer")]
    [InlineData("offers", """{"alternatives":[{"kind":"refund"}]}""", "/alternatives/0/value")]
    [InlineData("offers", """{"alternatives":[{"kind":"castle"}]}""", "/alternatives/0/kind")]
    [InlineData("offers", """{"alternatives":[]}""", "/alternatives")]
    [InlineData("offers", """{"alternatives":[{"kind":"refund","value":{"amount":"-5.00","currency":"CNY"}}]}""", "/alternatives/0/value")]
    [InlineData("tasks", """{"department":"nowhere","title":"x"}""", "/department")]
    [InlineData("resolution", """{"summary":""}""", "/summary")]
    [InlineData("assignment", """{"agentId":"5f9d2c1a-0000-4000-8000-000000000000"}""", "/agentId")]
    public async Task Bad_input_is_named_by_its_place(string path, string body, string pointer)
    {
        var id = await resolution.OpenCaseAsync();

        var answer = await resolution.Agent.PostJsonAsync($"cases/{id}/{path}", body);

        await answer.ShouldBeProblemAsync(400, (await answer.ShouldBeAsync(400)).GetProperty("code").GetString()!, pointer);
    }

    [Fact]
    public async Task What_staff_say_among_themselves_is_not_the_shops_to_read()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.Agent.PostJsonAsync(
            $"cases/{id}/contacts", """{"direction":"internal","channel":"other","text":"客户疑似职业索赔人"}""").ShouldBeAsync(201);
        await resolution.ContactAsync(id);

        (await resolution.CaseAsync(id)).GetProperty("contacts").GetArrayLength().ShouldBe(2);
        var shop = await resolution.CaseAsync(id, resolution.As(Roles.Storefront));
        shop.GetProperty("contacts").EnumerateArray().Single().GetProperty("direction").GetString().ShouldBe("outgoing");
        (await resolution.PublishedAsync<ContactLogged>(id)).Single(logged => logged.Direction == "internal").Text.ShouldBeNull();
    }

    [Fact]
    public async Task A_contact_is_logged_with_its_time_but_never_with_one_to_come()
    {
        var id = await resolution.OpenCaseAsync();
        resolution.Clock.Advance(TimeSpan.FromHours(1));
        var earlier = resolution.Clock.GetUtcNow().AddMinutes(-30);

        (await resolution.Agent.PostJsonAsync($"cases/{id}/contacts", At(earlier)).ShouldBeAsync(201)).GetProperty("at").GetDateTimeOffset()
            .ShouldBe(earlier, TimeSpan.FromMilliseconds(1));
        await resolution.Agent.PostJsonAsync($"cases/{id}/contacts", At(earlier.AddHours(2))).ShouldBeProblemAsync(400, "request.invalid", "/at");
        await resolution.Agent.PostJsonAsync($"cases/{id}/contacts", At(earlier.AddDays(-2))).ShouldBeProblemAsync(400, "request.invalid", "/at");

        static string At(DateTimeOffset at) =>
            $$"""{"direction":"outgoing","channel":"phone","text":"已致电客户","at":"{{at:O}}"}""";
    }

    [Theory]
    [InlineData(Roles.Auditor)]
    [InlineData(Roles.Storefront)]
    [InlineData(Roles.Anonymous)]
    public async Task Whoever_does_not_work_on_cases_changes_nothing(string role)
    {
        var id = await resolution.OpenCaseAsync();

        var answer = await resolution.As(role).PostJsonAsync($"cases/{id}/contacts", FirstContact);

        ((int)answer.StatusCode).ShouldBeOneOf(401, 403);
    }

    private FollowUpCompleted FollowedUp(Guid id, string outcome, int cycle = 1) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = resolution.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = id,
        Version = 2,
        Cycle = cycle,
        FollowUpId = Guid.NewGuid(),
        Outcome = outcome,
    };

    private ComplaintWithdrawn Withdrawn(Guid id) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = resolution.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = id,
        Version = 2,
        By = "customer",
    };
}
