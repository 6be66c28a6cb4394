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
