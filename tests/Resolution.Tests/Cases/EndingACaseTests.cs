using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Resolution.Tests.Cases;

/// <summary>What a case needs before it ends, and what outlives its end.</summary>
public sealed class EndingACaseTests(ResolutionFactory resolution) : IClassFixture<ResolutionFactory>
{
    [Fact]
    public async Task An_untouched_case_can_be_neither_resolved_nor_closed()
    {
        var id = await resolution.OpenCaseAsync();

        await resolution.Agent.PostJsonAsync($"cases/{id}/closure", "{}").ShouldBeProblemAsync(400, "request.invalid", "/reason");
        await resolution.Agent.PostJsonAsync($"cases/{id}/closure", """{"reason":"unreachable"}""")
            .ShouldBeProblemAsync(409, "case.untried");
        await resolution.Agent.PostJsonAsync($"cases/{id}/closure", """{"reason":"withdrawn"}""")
            .ShouldBeProblemAsync(409, "case.not_asked");
        await resolution.Agent.PostJsonAsync($"cases/{id}/closure", """{"reason":"spam","note":"广告"}""")
            .ShouldBeProblemAsync(403, "case.reason_not_yours");
        await resolution.Supervisor.PostJsonAsync($"cases/{id}/closure", """{"reason":"other","note":"其他"}""")
            .ShouldBeProblemAsync(403, "case.reason_not_yours");
        await resolution.Agent.PostJsonAsync($"cases/{id}/resolution", """{"summary":"已解决"}""")
            .ShouldBeProblemAsync(409, "case.not_contacted");

        (await resolution.CaseAsync(id)).GetProperty("state").GetString().ShouldBe("open");
    }

    [Theory]
    [InlineData("""{"direction":"internal","channel":"other","text":"内部备注不算联系"}""")]
    [InlineData("""{"direction":"incoming","channel":"phone","text":"客户来电催促"}""")]
    public async Task What_is_no_answer_to_the_customer_meets_nothing(string contact)
    {
        var id = await resolution.OpenCaseAsync();

        await resolution.Agent.PostJsonAsync($"cases/{id}/contacts", contact).ShouldBeAsync(201);

        (await resolution.PublishedAsync<CaseFirstResponded>(id)).ShouldBeEmpty();
        await resolution.Agent.PostJsonAsync($"cases/{id}/resolution", """{"summary":"已解决"}""")
            .ShouldBeProblemAsync(409, "case.not_contacted");
    }

    [Fact]
    public async Task Spam_is_closed_by_a_supervisor_and_its_deadlines_are_neither_met_nor_late()
    {
        var id = await resolution.OpenCaseAsync();

        await resolution.Supervisor.PostJsonAsync($"cases/{id}/closure", """{"reason":"spam","note":"推销广告"}""").ShouldBeAsync(200);
        resolution.Clock.Advance(TimeSpan.FromDays(3));

        var shown = await resolution.CaseAsync(id);
        shown.GetProperty("closeReason").GetString().ShouldBe("spam");
        ResolutionFactory.Unfinished(shown).ShouldAllBe(deadline =>
            deadline.GetProperty("state").GetString() == "stopped"
                && deadline.GetProperty("metAt").ValueKind == System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task Unreachable_is_who_was_tried_three_times_over_two_days()
    {
        var id = await resolution.OpenCaseAsync();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await resolution.ContactAsync(id);
            await resolution.Agent.PostJsonAsync($"cases/{id}/closure", """{"reason":"unreachable"}""")
                .ShouldBeProblemAsync(409, "case.untried");
            resolution.Clock.Advance(TimeSpan.FromDays(1));
        }

        await resolution.ContactAsync(id);
        await resolution.Agent.PostJsonAsync($"cases/{id}/closure", """{"reason":"unreachable"}""").ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_closing_never_skips_the_follow_up()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.ResolveAsync(id);

        await resolution.As(Roles.Director).PostJsonAsync($"cases/{id}/closure", """{"reason":"other","note":"不想回访"}""")
            .ShouldBeProblemAsync(409, "case.follow_up_open");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_word_after_the_settlement_starts_the_case_again(bool closed)
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.ResolveAsync(id);
        if (closed)
            await resolution.PublishAsync(FollowedUp(id));

        await resolution.PublishAsync(Written(id, "还是没有解决!退款没有到账!"));

        var shown = await resolution.CaseAsync(id);
        shown.GetProperty("cycle").GetInt32().ShouldBe(2);
        shown.GetProperty("contacts").EnumerateArray().ShouldContain(
            contact => contact.GetProperty("direction").GetString() == "incoming"
                && contact.GetProperty("text").GetString()!.Contains("没有解决"));
        (await resolution.PublishedAsync<CaseReopened>(id)).Single().ShouldSatisfyAllConditions(
            e => e.By.ShouldBe("customer"), e => e.FirstResponseDueAt.ShouldNotBeNull());
    }

    [Fact]
    public async Task A_word_that_comes_too_late_stands_among_the_contacts_and_reopens_nothing()
    {
        var id = await resolution.OpenCaseAsync();
        await resolution.ResolveAsync(id);
        resolution.Clock.Advance(TimeSpan.FromDays(31));

        await resolution.PublishAsync(Written(id, "又坏了"));

        var shown = await resolution.CaseAsync(id);
        shown.GetProperty("cycle").GetInt32().ShouldBe(1);
        shown.GetProperty("contacts").EnumerateArray().Last().GetProperty("direction").GetString().ShouldBe("incoming");
        await resolution.Anonymous().PostJsonAsync($"track/{ResolutionFactory.TokenOf(id)}/reopening", "{}")
            .ShouldBeProblemAsync(409, "case.too_late");
    }

    [Fact]
    public async Task A_word_about_a_duplicate_reaches_who_works_on_the_original()
    {
        var (original, middle, duplicate) =
            (await resolution.OpenCaseAsync(), await resolution.OpenCaseAsync(), await resolution.OpenCaseAsync());
        await resolution.PublishAsync(Linked(duplicate, middle));
        await resolution.PublishAsync(Linked(middle, original));
        await resolution.Agent.PostJsonAsync(
            $"cases/{original}/contacts", """{"direction":"outgoing","channel":"phone","text":"请发照片","awaitsCustomer":true}""")
                .ShouldBeAsync(201);

        await resolution.PublishAsync(Written(duplicate, "照片在此"));

        var shown = await resolution.CaseAsync(original);
        shown.GetProperty("state").GetString().ShouldBe("in_progress");
        shown.GetProperty("contacts").EnumerateArray().Last().GetProperty("text").GetString().ShouldBe("照片在此");
    }

    [Fact]
    public async Task A_withdrawal_waits_for_what_was_promised()
    {
        var id = await resolution.OpenCaseAsync();
        await AcceptAsync(id, 90);

        await resolution.PublishAsync(Withdrawn(id));

        var waiting = await resolution.CaseAsync(id);
        waiting.GetProperty("state").GetString().ShouldBe("executing");
        waiting.GetProperty("tasks")[0].GetProperty("state").GetString().ShouldBe("open");
        await resolution.Agent.PostJsonAsync($"cases/{id}/offers", $$"""{"alternatives":[{{ResolutionFactory.Refund(5)}}]}""")
            .ShouldBeProblemAsync(409, "case.ending");
        await resolution.DoTasksAsync(id);

        var ended = await resolution.CaseAsync(id);
        ended.GetProperty("closeReason").GetString().ShouldBe("withdrawn");
        ended.GetProperty("obligations")[0].GetProperty("state").GetString().ShouldBe("fulfilled");
    }

    [Fact]
    public async Task A_promise_is_kept_with_proof_and_in_time_or_released_by_a_manager_or_the_customer()
    {
        var id = await resolution.OpenCaseAsync();
        await AcceptAsync(id, 20);
        var offer = await AcceptAsync(id, 30);
        var shown = await resolution.CaseAsync(id);
        var task = shown.GetProperty("tasks")[0].GetProperty("id").GetString();
        async Task<HttpResponseMessage> ChangeAsync(string body, HttpClient client) =>
            await client.SendJsonAsync(HttpMethod.Patch, $"cases/{id}/tasks/{task}", body, ("If-Match", await resolution.TagAsync(id)));

        await (await ChangeAsync("""{"state":"done"}""", resolution.Agent)).ShouldBeProblemAsync(409, "task.proof_needed");
        await (await ChangeAsync("""{"dueAt":"2036-01-01T00:00:00Z"}""", resolution.Agent))
            .ShouldBeProblemAsync(403, "task.promised_by_then");
        var obligation = shown.GetProperty("obligations")[0].GetProperty("id").GetString();
        var release = $"cases/{id}/obligations/{obligation}/release";
        ((int)(await resolution.Supervisor.PostJsonAsync(release, """{"reason":"不想付"}""")).StatusCode).ShouldBe(403);
        await resolution.As(Roles.Manager).PostJsonAsync(release, """{"reason":"客户已另行获赔"}""").ShouldBeAsync(200);
        await resolution.Anonymous().PostJsonAsync(
            $"track/{ResolutionFactory.TokenOf(id)}/offers/{offer}/release", """{"reason":"不需要了"}""").ShouldBeAsync(200);

        (await resolution.PublishedAsync<PromiseReleased>(id)).Select(e => e.By).ShouldBe([Roles.Manager, "customer"]);
        await resolution.ResolveAsync(id);
    }

    [Fact]
    public async Task What_is_paid_is_offered_first()
    {
        var id = await resolution.OpenCaseAsync();

        await resolution.Agent.PostJsonAsync($"cases/{id}/tasks", """{"department":"finance","title":"支付5000"}""")
            .ShouldBeProblemAsync(409, "task.pays_through_offer");
    }

    [Fact]
    public async Task A_department_lists_its_work_and_one_of_it_takes_a_task()
    {
        var id = await resolution.OpenCaseAsync();
        var task = (await resolution.Agent.PostJsonAsync($"cases/{id}/tasks", """{"department":"legal","title":"核对条款"}""")
            .ShouldBeAsync(201))
            .GetProperty("id").GetString();

        var listed = await resolution.Agent.GetAsync("tasks?department=legal&overdue=false").ShouldBeAsync(200);
        listed.GetProperty("items").EnumerateArray().ShouldContain(row => row.GetProperty("id").GetString() == task);
        await resolution.Agent.PostJsonAsync($"tasks/{task}/claim", "{}").ShouldBeAsync(200);
        await resolution.Supervisor.PostJsonAsync($"tasks/{task}/claim", "{}").ShouldBeProblemAsync(409, "task.claimed");

        var mine = await resolution.Agent.GetAsync($"tasks?assignee={ResolutionFactory.UserIdOf(Roles.Agent)}&state=in_progress")
            .ShouldBeAsync(200);
        mine.GetProperty("items").EnumerateArray().ShouldContain(row => row.GetProperty("id").GetString() == task);
    }

    private async Task<string> AcceptAsync(Guid id, decimal amount)
    {
        var offer = (await resolution.OfferAsync(id, ResolutionFactory.Refund(amount)))[0].GetProperty("id").GetString()!;
        await resolution.Anonymous().PostJsonAsync($"track/{ResolutionFactory.TokenOf(id)}/offers/{offer}/acceptance", "{}")
            .ShouldBeAsync(200);
        return offer;
    }

    private ComplaintSupplemented Written(Guid id, string text) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = resolution.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = id,
        Version = 5,
        By = "customer",
        Text = text,
        Attachments = 0,
    };

    private ComplaintLinkedAsDuplicate Linked(Guid id, Guid original) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = resolution.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = id,
        Version = 2,
        OriginalId = original,
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

    private Contracts.FollowUp.FollowUpCompleted FollowedUp(Guid id) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = resolution.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = id,
        Version = 2,
        Cycle = 1,
        FollowUpId = Guid.NewGuid(),
        Outcome = "satisfied",
    };
}
