using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.FollowUp.Tests;

public sealed class CallingCustomersTests(FollowUpFactory service) : IClassFixture<FollowUpFactory>
{
    [Fact]
    public async Task An_urgent_case_is_due_by_phone_within_a_day()
    {
        var complaint = service.AddComplaint();

        var followUp = await service.ResolveAsync(complaint);

        followUp.GetProperty("channel").GetString().ShouldBe("phone");
        (followUp.GetProperty("due").GetDateTimeOffset() - service.Clock.GetUtcNow()).ShouldBeInRange(TimeSpan.FromHours(23.9),
            TimeSpan.FromHours(24));
        followUp.GetProperty("attempts").GetArrayLength().ShouldBe(0);
        followUp.GetProperty("script").GetArrayLength().ShouldBeGreaterThan(3);
        var scheduled = (await service.PublishedAsync<FollowUpScheduled>(complaint)).ShouldHaveSingleItem();
        scheduled.DueAt.ShouldBe(followUp.GetProperty("due").GetDateTimeOffset());
        scheduled.Channel.ShouldBe("phone");
    }

    [Fact]
    public async Task A_vip_is_called_though_the_case_is_not_urgent()
    {
        var followUp = await service.ResolveAsync(service.AddComplaint(), "non_urgent", "vip");

        followUp.GetProperty("channel").GetString().ShouldBe("phone");
    }

    [Fact]
    public async Task A_satisfied_customer_completes_the_follow_up_before_it_is_due()
    {
        var complaint = service.AddComplaint();
        var followUp = await service.ResolveAsync(complaint);

        var response = await service.AttemptAsync(followUp, "satisfied");

        var answer = await response.ShouldBeAsync(201);
        response.Headers.Location!.ToString().ShouldBe($"/api/v1/follow-ups/{followUp.GetProperty("id").GetString()}");
        answer.GetProperty("state").GetString().ShouldBe("completed");
        answer.GetProperty("outcome").GetString().ShouldBe("satisfied");
        var attempted = (await service.PublishedAsync<FollowUpAttempted>(complaint)).ShouldHaveSingleItem();
        attempted.Notes.ShouldBe("已联系");
        attempted.Actor.ShouldBe(Roles.Agent);
        (await service.PublishedAsync<FollowUpCompleted>(complaint)).ShouldHaveSingleItem().Outcome.ShouldBe("satisfied");
    }

    [Theory]
    [InlineData("unsatisfied")]
    [InlineData("not_solved")]
    public async Task A_bad_outcome_is_published_once_and_a_second_attempt_is_refused(string outcome)
    {
        var complaint = service.AddComplaint();
        var followUp = await service.ResolveAsync(complaint);
        await service.AttemptAsync(followUp, outcome).ShouldBeAsync(201);

        await service.AttemptAsync(followUp, "satisfied").ShouldBeProblemAsync(409, "follow_up.already_ended");

        (await service.PublishedAsync<FollowUpCompleted>(complaint)).ShouldHaveSingleItem().Outcome.ShouldBe(outcome);
    }

    [Fact]
    public async Task Of_twenty_attempts_at_once_one_wins()
    {
        var complaint = service.AddComplaint();
        var followUp = await service.ResolveAsync(complaint);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => service.AttemptAsync(followUp, "satisfied")));

        answers.Count(answer => (int)answer.StatusCode == 201).ShouldBe(1);
        answers.Count(answer => (int)answer.StatusCode == 409).ShouldBe(19);
        (await service.PublishedAsync<FollowUpCompleted>(complaint)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Tries_within_a_second_are_noted_and_do_not_end_what_policy_spreads_over_days()
    {
        var complaint = service.AddComplaint();
        var followUp = await service.ResolveAsync(complaint);

        var first = await service.AttemptAsync(followUp, "unreachable").ShouldBeAsync(201);
        await service.AttemptAsync(followUp, "unreachable").ShouldBeAsync(201);
        var third = await service.AttemptAsync(followUp, "unreachable").ShouldBeAsync(201);

        third.GetProperty("state").GetString().ShouldBe("open");
        third.GetProperty("attemptsLeft").GetInt32().ShouldBe(2);
        third.GetProperty("due").GetString().ShouldBe(first.GetProperty("due").GetString());
        third.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("counts").GetBoolean()).ShouldBe([true,
            false, false]);
        (await service.PublishedAsync<FollowUpFailed>(complaint)).ShouldBeEmpty();
        await service.AttemptAsync(followUp, "satisfied").ShouldBeAsync(201);
    }

    [Fact]
    public async Task A_claimed_follow_up_is_closed_to_other_agents_until_the_claim_ends()
    {
        var followUp = await service.ResolveAsync(service.AddComplaint());
        var path = $"follow-ups/{followUp.GetProperty("id").GetString()}/claim";
        var other = service.As(Roles.Agent, Guid.NewGuid());

        var claimed = await service.Agent.PostAsync(path, null).ShouldBeAsync(200);

        claimed.GetProperty("claim").GetProperty("userId").GetGuid().ShouldBe(ServiceHost.UserIdOf(Roles.Agent));
        await service.Agent.PostAsync(path, null).ShouldBeAsync(200);
        await other.PostAsync(path, null).ShouldBeProblemAsync(409, "follow_up.claimed");
        await service.AttemptAsync(followUp, "satisfied", other).ShouldBeProblemAsync(409, "follow_up.claimed");
        await service.AttemptAsync(followUp, "satisfied").ShouldBeAsync(201);
    }

    [Theory]
    [InlineData("en", "zh-CN", "Hello L**, this is customer care of", "先领取再拨打")]
    [InlineData("zh-CN", "en", "L**,您好", "Claim before you call")]
    [InlineData(null, "en", "L**,您好", "Claim before you call")]
    public async Task What_is_read_to_the_customer_is_in_the_customers_language_and_hints_in_the_readers(
        string? customer, string reader, string firstLine, string firstHint)
    {
        var complaint = service.AddComplaint(language: customer, name: "Li Lei");
        await service.PublishAsync(service.Received(complaint));
        var followUp = await service.ResolveAsync(complaint);
        var path = $"follow-ups/{followUp.GetProperty("id").GetString()}";

        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept-Language", reader } } };
        var shown = await service.Agent.SendAsync(request).ShouldBeAsync(200);

        var script = shown.GetProperty("script").EnumerateArray().Select(line => line.GetString()!).ToList();
        script[0].ShouldStartWith(firstLine);
        script[0].ShouldContain($"C-{complaint:N}"[..12]);
        script.ShouldContain(line => line.EndsWith("done", StringComparison.Ordinal), "what was done is said");
        script.ShouldAllBe(line => !line.Contains('{'));
        shown.GetProperty("scriptLanguage").GetString().ShouldBe(customer ?? "zh-CN");
        shown.GetProperty("hints")[0].GetString().ShouldNotBeNull().ShouldStartWith(firstHint);
    }

    [Fact]
    public async Task What_is_not_known_is_not_said_and_a_name_in_a_script_that_means_nothing_is_refused()
    {
        var closed = service.AddComplaint();
        await service.PublishAsync(service.Closed(closed, reason: "by_staff"));

        var script = (await service.OnlyFollowUpAsync(closed)).GetProperty("script").EnumerateArray().Select(line => line.GetString()!).ToList();

        script.ShouldNotContain(line => line.StartsWith("我们这边记录的处理结果是", StringComparison.Ordinal));
        var policy = await service.Manager.GetAsync("follow-up-policies");
        var body = System.Text.Json.Nodes.JsonNode.Parse(await policy.Content.ReadAsStringAsync())!;
        body["script"]!["en"]![1] = "Is your balance still {balance}?";
        await service.Manager.PutJsonAsync("follow-up-policies", body.ToJsonString(), ("If-Match", policy.Headers.ETag!.Tag))
            .ShouldBeProblemAsync(400, "request.invalid", "/script/en/1");
    }

    [Fact]
    public async Task Others_do_not_see_it_and_may_not_touch_it()
    {
        var followUp = await service.ResolveAsync(service.AddComplaint());
        var path = $"follow-ups/{followUp.GetProperty("id").GetString()}";

        await service.As(Roles.Agent, "other").GetAsync(path).ShouldBeProblemAsync(404, "resource.not_found");
        await service.As(Roles.Auditor).GetAsync(path).ShouldBeAsync(200);
        await service.AttemptAsync(followUp, "satisfied", service.As(Roles.Auditor)).ShouldBeProblemAsync(403, "permission.denied");
        await service.AttemptAsync(followUp, "satisfied", service.As(Roles.Agent, "other")).ShouldBeProblemAsync(404, "resource.not_found");
        (await service.Anonymous().GetAsync(path)).StatusCode.ShouldBeOneOf(System.Net.HttpStatusCode.Unauthorized,
            System.Net.HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_stale_tag_is_refused_and_an_unknown_outcome_too()
    {
        var followUp = await service.ResolveAsync(service.AddComplaint());
        var path = $"follow-ups/{followUp.GetProperty("id").GetString()}/attempts";

        await service.Agent.PostJsonAsync(path, """{"outcome":"satisfied"}""", ("If-Match", "\"99\"")).ShouldBeProblemAsync(412,
            "precondition.failed");
        await service.Agent.PostJsonAsync(path, """{"outcome":"happy"}""").ShouldBeProblemAsync(400, "field.invalid", "/outcome");
        await service.Agent.PostJsonAsync(path, """{"outcome":"no_answer"}""").ShouldBeProblemAsync(400, "request.invalid", "/outcome");
        await service.Agent.PostJsonAsync(path, """{"outcome":"satisfied"}""", ("If-Match", "\"1\"")).ShouldBeAsync(201);
    }

    [Fact]
    public async Task Name_and_number_are_whole_for_the_agent_who_claimed_the_call()
    {
        var complaint = service.AddComplaint(phone: "13812345678", name: "王小芳");
        var followUp = await service.ResolveAsync(complaint);
        var path = $"follow-ups/{followUp.GetProperty("id").GetString()}";

        var claimed = await service.Agent.PostAsync($"{path}/claim", null).ShouldBeAsync(200);
        var others = await service.As(Roles.Agent, Guid.NewGuid()).GetAsync($"follow-ups?complaintId={complaint}").ShouldBeAsync(200);

        Person(followUp).ShouldBe(("王**", "138****5678", true));
        Person(claimed).ShouldBe(("王小芳", "13812345678", false));
        Person(others.GetProperty("items")[0]).ShouldBe(("王**", "138****5678", true));
        followUp.GetProperty("reference").GetString().ShouldBe("C-1");
        followUp.GetProperty("resolution").GetString().ShouldBe("done");
        followUp.GetProperty("bestTime").GetProperty("from").GetString().ShouldBe("09:00");
        followUp.GetProperty("bestTime").GetProperty("timeZone").GetString().ShouldBe("Asia/Shanghai");
        (await service.AttemptAsync(followUp, "unreachable").ShouldBeAsync(201)).GetProperty("lastWords").GetString().ShouldBe("已联系");
        Person(await service.OnlyFollowUpAsync(complaint)).Masked.ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_done_is_answered_with_the_number_of_the_complaint()
    {
        var complaint = service.AddComplaint(phone: "13812345678", name: "王小芳");
        var followUp = await service.ResolveAsync(complaint);

        var attempted = await service.AttemptAsync(followUp, "satisfied").ShouldBeAsync(201);

        attempted.GetProperty("reference").GetString().ShouldBe("C-1");
        Person(attempted).ShouldBe(("王**", "138****5678", true));
        Person(await service.OnlyFollowUpAsync(complaint)).ShouldBe(("王**", "138****5678", true));
    }

    private static (string? Name, string? Phone, bool Masked) Person(System.Text.Json.JsonElement followUp)
    {
        var person = followUp.GetProperty("person");
        return (person.GetProperty("name").GetString(), person.GetProperty("phone").GetString(), person.GetProperty("masked").GetBoolean());
    }

    [Fact]
    public async Task The_call_list_shows_what_is_due_page_by_page()
    {
        var soon = await service.ResolveAsync(service.AddComplaint());
        var due = soon.GetProperty("due").GetString();

        var before = await service.Agent.GetAsync($"follow-ups?due=now&complaintId={soon.GetProperty("complaintId").GetString()}")
            .ShouldBeAsync(200);
        var until = await service.Agent
            .GetAsync($"follow-ups?due={due}&state=open&channel=phone&complaintId={soon.GetProperty("complaintId").GetString()}&count=true")
            .ShouldBeAsync(200);

        before.GetProperty("items").GetArrayLength().ShouldBe(0);
        until.GetProperty("total").GetInt32().ShouldBe(1);
        await service.Agent.GetAsync("follow-ups?due=later").ShouldBeProblemAsync(400, "parameter.invalid", "/due");
        await service.Agent.GetAsync("follow-ups?limit=1&cursor=forged").ShouldBeProblemAsync(400, "cursor.invalid");
    }
}
