using System.Text.Json;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class OpeningTheTrackingPageTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    [Theory]
    [InlineData("zh-CN", "我们已收到您的投诉。", "请问您的订单号是多少?")]
    [InlineData("en", "We have received your complaint.", "What is your order number?")]
    public async Task A_browser_gets_a_page_in_words(string language, string status, string question)
    {
        var link = Link(await intake.ReceiveAsync("<script>alert(1)</script> 漏电"));

        var (page, answer) = await OpenAsync(link, language);

        page.ShouldContain(status);
        page.ShouldContain(question);
        page.ShouldNotContain("<script");
        page.ShouldContain("&lt;script&gt;");
        page.ShouldNotContain(">order.externalId<");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
    }

    [Fact]
    public async Task Its_forms_work_without_a_script()
    {
        var received = await intake.ReceiveAsync();
        var link = Link(received);

        (await SendAsync(link, ("do", "message"), ("text", "外箱也破了"))).ShouldBe(303);
        (await SendAsync(link, ("do", "facts"), ("customer.contact", "138 0000 0000"), ("order.externalId", "o-page"),
            ("expectation", "退款"))).ShouldBe(303);
        (await OpenAsync(link, "zh-CN")).Page.ShouldContain("外箱也破了");
        var complaint = await intake.GetAsync(received.GetProperty("id").GetGuid());
        complaint.GetProperty("missing").EnumerateArray().Select(fact => fact.GetString()).ShouldBe(["order.product"]);
        (await SendAsync(link, ("do", "withdraw"))).ShouldBe(303);
        (await SendAsync(link, ("do", "message"), ("text", "还有"))).ShouldBe(400);
        (await OpenAsync(link, "zh-CN")).Page.ShouldContain("您已撤回投诉。");
    }

    [Theory]
    [InlineData("solved", "已解决")]
    [InlineData("not_solved", "未解决")]
    [InlineData("call_me", "请给我打电话")]
    public async Task One_tap_says_whether_it_is_solved(string word, string button)
    {
        var received = await intake.ReceiveAsync();
        var id = received.GetProperty("id").GetGuid();
        var link = Link(received);
        (await OpenAsync(link, "zh-CN")).Page.ShouldNotContain(button);
        await intake.PublishAsync(Resolved(id));
        await intake.PublishAsync(FollowUpScheduled(id));

        (await OpenAsync(link, "zh-CN")).Page.ShouldContain(button);
        (await SendAsync(link, ("do", word), ("text", ""))).ShouldBe(303);

        (await intake.EventuallyPublishedAsync<CustomerConfirmed>(id)).Outcome.ShouldBe(word);
    }

    [Fact]
    public async Task A_form_that_lacks_something_says_so_on_the_page()
    {
        var link = Link(await intake.ReceiveAsync());

        (await SendAsync(link, ("do", "message"), ("text", " "))).ShouldBe(400);
        (await SendAsync(link, ("do", "dance"))).ShouldBe(400);
        (await SendAsync(link, ("do", "facts"), ("customer.contact", "ann@"))).ShouldBe(400);
    }

    [Fact]
    public async Task A_wrong_link_is_a_page_too()
    {
        var (page, answer) = await OpenAsync("track/wrong", "en");

        ((int)answer.StatusCode).ShouldBe(404);
        page.ShouldContain("This link does not lead to a complaint.");
    }

    [Fact]
    public async Task Of_two_words_that_come_together_one_is_taken_and_the_other_is_refused()
    {
        var received = await intake.ReceiveAsync();
        var id = received.GetProperty("id").GetGuid();
        var link = Link(received);
        await intake.PublishAsync(Resolved(id));
        await intake.PublishAsync(FollowUpScheduled(id));

        var answers = await Task.WhenAll(new[] { "solved", "not_solved" }.Select(
            word => intake.Anonymous().PostJsonAsync(link + "/confirmation", $$"""{"outcome":"{{word}}"}""")));

        answers.Select(answer => (int)answer.StatusCode).Order().ShouldBe([201, 409]);
        await answers.Single(answer => (int)answer.StatusCode == 409).ShouldBeProblemAsync(409, "complaint.already_confirmed");
        (await intake.PublishedAsync<CustomerConfirmed>(id)).Count.ShouldBe(1);
        (await OpenAsync(link, "zh-CN")).Page.ShouldContain("请重新处理");
    }

    [Fact]
    public async Task Who_asked_for_a_call_may_still_say_that_it_is_solved()
    {
        var received = await intake.ReceiveAsync();
        var id = received.GetProperty("id").GetGuid();
        await intake.PublishAsync(Resolved(id));
        await intake.PublishAsync(FollowUpScheduled(id));
        var confirmation = Link(received) + "/confirmation";

        await intake.Anonymous().PostJsonAsync(confirmation, """{"outcome":"call_me"}""").ShouldBeAsync(201);
        await intake.Anonymous().PostJsonAsync(confirmation, """{"outcome":"call_me"}""")
            .ShouldBeProblemAsync(409, "complaint.already_confirmed");
        await intake.Anonymous().PostJsonAsync(confirmation, """{"outcome":"solved"}""").ShouldBeAsync(201);
    }

    [Fact]
    public async Task Offers_are_on_the_page_and_in_the_answer_however_their_events_come()
    {
        var received = await intake.ReceiveAsync();
        var id = received.GetProperty("id").GetGuid();
        var (taken, other, hidden, group) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await intake.PublishAsync(Made(id, other, group, "exchange", 3));
        (await OpenAsync(Link(received), "en")).Page.ShouldContain("Accept: Exchange");
        await intake.PublishAsync(new OfferAccepted
        {
            EventId = Guid.NewGuid(),
            OccurredAt = DateTimeOffset.UtcNow,
            StorefrontId = ServiceHost.Storefront,
            ComplaintId = id,
            Version = 5,
            Cycle = 1,
            State = "executing",
            OfferId = taken,
            Kind = "refund",
            By = "customer",
        });
        await intake.PublishAsync(Made(id, taken, group, "refund", 2));
        await intake.PublishAsync(Made(id, hidden, group, "coupon", 4, "awaiting_approval"));

        var offers = (await intake.Anonymous().GetAsync(Link(received)).ShouldBeAsync(200)).GetProperty("offers").EnumerateArray()
            .ToDictionary(offer => offer.GetProperty("id").GetGuid(), offer => offer.GetProperty("state").GetString());

        offers.ShouldBe(new Dictionary<Guid, string?> { [taken] = "accepted", [other] = "replaced" }, ignoreOrder: true);
        (await OpenAsync(Link(received), "en")).Page.ShouldNotContain("Accept: Exchange");
    }

    [Fact]
    public async Task A_link_expires_when_the_complaint_has_been_over_for_as_long_as_the_policy_says()
    {
        var received = await intake.ReceiveAsync();
        var link = Link(received);
        await intake.Anonymous().PostJsonAsync(link + "/withdrawal", "{}").ShouldBeAsync(204);
        var manager = intake.As(Kernel.Roles.Manager);
        var before = await manager.GetAsync($"intake-policies?storefrontId={ServiceHost.Storefront}");
        var policy = System.Text.Json.Nodes.JsonNode.Parse(await before.Content.ReadAsStringAsync())!;
        policy["tracking"]!["expiresAfterDays"]!.GetValue<int>().ShouldBe(365);
        await intake.Anonymous().GetAsync(link).ShouldBeAsync(200);

        policy["tracking"]!["expiresAfterDays"] = 30;
        await manager.PutJsonAsync(
            $"intake-policies?storefrontId={ServiceHost.Storefront}", policy.ToJsonString(), ("If-Match", before.Headers.ETag!.Tag)).ShouldBeAsync(200);
        intake.Clock.Advance(TimeSpan.FromDays(31));

        await intake.Anonymous().GetAsync(link).ShouldBeProblemAsync(410, "tracking.expired");
        var (page, told) = await OpenAsync(link, "en");
        ((int)told.StatusCode).ShouldBe(410);
        page.ShouldContain("This link has expired");
        var open = await intake.ReceiveAsync();
        await intake.Anonymous().GetAsync(Link(open)).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_revoked_link_says_so_in_words_and_the_new_one_works()
    {
        var received = await intake.ReceiveAsync();
        var id = received.GetProperty("id").GetGuid();
        var old = Link(received);

        var answer = await intake.As(Kernel.Roles.Agent).PostJsonAsync(
            $"complaints/{id}/tracking-link/revocation", """{"reason":"sent to a wrong address"}""").ShouldBeAsync(200);

        await intake.Anonymous().GetAsync(old).ShouldBeProblemAsync(410, "tracking.revoked");
        await intake.Anonymous().PostJsonAsync(old + "/messages", """{"text":"hello"}""").ShouldBeProblemAsync(410, "tracking.revoked");
        var (page, told) = await OpenAsync(old, "zh-CN");
        ((int)told.StatusCode).ShouldBe(410);
        page.ShouldContain("该链接已停用");
        await intake.Anonymous().GetAsync("track/" + answer.GetProperty("trackingUrl").GetString()!.Split('/')[^1]).ShouldBeAsync(200);
        var revoked = await intake.EventuallyPublishedAsync<TrackingRevoked>(id);
        revoked.TrackingTokenHash.ShouldNotBeEmpty();
        (await intake.As(Kernel.Roles.Auditor).PostJsonAsync($"complaints/{id}/tracking-link/revocation", "{}")).StatusCode
            .ShouldBe(System.Net.HttpStatusCode.Forbidden);
        (await intake.As(Kernel.Roles.Agent, "other").PostJsonAsync($"complaints/{id}/tracking-link/revocation", "{}")).StatusCode
            .ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    private OfferMade Made(Guid id, Guid offerId, Guid group, string kind, int version, string state = "proposed") => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = DateTimeOffset.UtcNow,
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = id,
        Version = version,
        Cycle = 1,
        State = "in_progress",
        OfferId = offerId,
        Kind = kind,
        OfferState = state,
        AgentId = Guid.NewGuid(),
        GroupId = group,
        Name = new OfferMade.OfferName { Zh = "换货", En = "Exchange" },
        ExpiresAt = intake.Clock.GetUtcNow().AddDays(7),
    };

    private static CaseResolved Resolved(Guid id) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = DateTimeOffset.UtcNow,
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = id,
        Version = 5,
        Cycle = 1,
        State = "resolved",
        Summary = "done",
        Case = new CaseFacts
        {
            Category = "logistics/delay",
            Urgency = "general",
            CustomerType = "new",
            Channel = "web",
            Language = "zh-CN",
            Department = "service",
        },
    };

    private static FollowUpScheduled FollowUpScheduled(Guid id) => new()
    {
        EventId = Guid.NewGuid(),
        OccurredAt = DateTimeOffset.UtcNow,
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = id,
        Version = 1,
        Cycle = 1,
        FollowUpId = Guid.NewGuid(),
        DueAt = DateTimeOffset.UtcNow,
        Channel = "message",
    };

    private async Task<(string Page, HttpResponseMessage Answer)> OpenAsync(string link, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, link);
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        request.Headers.TryAddWithoutValidation("Accept-Language", language);
        var answer = await intake.Anonymous().SendAsync(request);
        return (await answer.Content.ReadAsStringAsync(), answer);
    }

    private async Task<int> SendAsync(string link, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return (int)(await intake.Anonymous().PostAsync(link + "/page", form)).StatusCode;
    }

    private static string Link(JsonElement received) => "track/" + received.GetProperty("trackingUrl").GetString()!.Split('/')[^1];
}
