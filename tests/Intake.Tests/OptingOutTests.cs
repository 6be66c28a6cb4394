using System.Net;
using System.Text.Json;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class OptingOutTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    [Fact]
    public async Task Opening_the_link_only_asks_and_the_button_does_it()
    {
        var received = await intake.ReceiveAsync(more: ""","customer":{"externalId":"out-1","email":"out-1@example.com"}""");
        var link = Link(received);

        var (page, _) = await OpenAsync(link);
        page.ShouldContain("不再接收消息");
        (await ContactPointsAsync(received)).GetProperty("optedOut").GetBoolean().ShouldBeFalse();

        var sent = await SendAsync(link, "do=opt_out");
        sent.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await OpenAsync(link)).Page.ShouldContain("我们不会再向您发送消息。");
        (await ContactPointsAsync(received)).GetProperty("optedOut").GetBoolean().ShouldBeTrue();
        var told = (await ToldAsync()).Single(change => change.ComplaintIds.Contains(received.GetProperty("id").GetGuid()));
        told.OptedOut.ShouldBeTrue();
        told.Actor.ShouldBe("customer");
    }

    [Theory]
    [InlineData("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")]
    [InlineData("{}", "application/json")]
    [InlineData("", null)]
    public async Task A_mail_program_does_it_in_one_click_and_again_without_harm(string body, string? type)
    {
        var received = await intake.ReceiveAsync(more: ""","customer":{"email":"click@example.com"}""");
        for (var time = 0; time < 2; time++)
        {
            using var answer = await SendAsync(Link(received), body, type);
            (await answer.ShouldBeAsync(200)).GetProperty("optedOut").GetBoolean().ShouldBeTrue();
        }

        (await ToldAsync()).Count(change => change.ComplaintIds.Contains(received.GetProperty("id").GetGuid())).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task Somebody_of_whom_nothing_is_known_can_opt_out_as_well()
    {
        var received = await intake.ReceiveAsync();

        await (await SendAsync(Link(received), "List-Unsubscribe=One-Click")).ShouldBeAsync(200);

        (await ContactPointsAsync(received)).GetProperty("optedOut").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task The_same_address_under_another_id_is_not_written_to_either()
    {
        var first = await intake.ReceiveAsync(more: ""","customer":{"externalId":"twice-1","email":"twice@example.com"}""");
        var second = await intake.ReceiveAsync(more: ""","customer":{"externalId":"twice-2","email":"Twice@example.com"}""");

        await (await SendAsync(Link(first), "List-Unsubscribe=One-Click")).ShouldBeAsync(200);

        (await ContactPointsAsync(second)).GetProperty("optedOut").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Preferences_are_replaced_by_who_read_them()
    {
        var received = await intake.ReceiveAsync(
            more: ""","customer":{"externalId":"pref/1","email":"pref@example.com","phone":"13800138001"}""");
        var path = "customers/pref%2F1/contact-preferences";
        using var read = await intake.Backend.GetAsync(path, TestContext.Current.CancellationToken);
        (await read.ShouldBeAsync(200)).GetProperty("optedOut").GetBoolean().ShouldBeFalse();
        var tag = read.Headers.ETag!.ToString();
        var refusing = """{"optedOut":false,"refusedChannels":["email"]}""";

        await intake.Backend.PutJsonAsync(path, refusing).ShouldBeProblemAsync(428, "precondition.required");
        await intake.Backend.PutJsonAsync(path, refusing, ("If-Match", tag)).ShouldBeAsync(200);
        await intake.Backend.PutJsonAsync(path, refusing, ("If-Match", tag)).ShouldBeProblemAsync(412, "precondition.failed");

        var points = await ContactPointsAsync(received);
        points.GetProperty("email").ValueKind.ShouldBe(JsonValueKind.Null);
        points.GetProperty("phoneE164").GetString().ShouldBe("+8613800138001");
        (await ToldAsync()).Last().RefusedChannels.ShouldBe(["email"]);
        var customer = await intake.Backend.GetAsync("customers/pref%2F1").ShouldBeAsync(200);
        customer.GetProperty("contactPreferences").GetProperty("refusedChannels")[0].GetString().ShouldBe("email");
    }

    [Fact]
    public async Task Wrong_preferences_and_wrong_callers_are_refused()
    {
        await intake.ReceiveAsync(more: ""","customer":{"externalId":"pref-2"}""");
        const string path = "customers/pref-2/contact-preferences";
        (string, string) any = ("If-Match", "*");

        await intake.Backend.PutJsonAsync(path, """{"optedOut":true,"refusedChannels":["pigeon"]}""", any)
            .ShouldBeProblemAsync(400, "field.invalid", "/refusedChannels/0");
        await intake.Backend.PutJsonAsync(path, """{"optOut":true}""", any).ShouldBeAsync(400);
        await intake.Backend.PutJsonAsync("customers/nobody/contact-preferences", """{"optedOut":true}""", any)
            .ShouldBeProblemAsync(404, "resource.not_found");
        await intake.As(Roles.Agent, "other").PutJsonAsync(path, """{"optedOut":true}""", any)
            .ShouldBeProblemAsync(404, "resource.not_found");
        await intake.As(Roles.Auditor).PutJsonAsync(path, """{"optedOut":true}""", any).ShouldBeAsync(403);
        using var unknown = await intake.Anonymous().GetAsync("track/nonsense/opt-out", TestContext.Current.CancellationToken);
        await unknown.ShouldBeProblemAsync(404, "resource.not_found");
    }

    private static string Link(JsonElement received) =>
        "track/" + received.GetProperty("trackingUrl").GetString()!.Split('/')[^1] + "/opt-out";

    private async Task<IReadOnlyList<CustomerContactPreferencesChanged>> ToldAsync() =>
        await intake.PublishedAsync<CustomerContactPreferencesChanged>();

    private async Task<JsonElement> ContactPointsAsync(JsonElement received) =>
        await intake.AsService("follow-up", Scopes.ContactPointsRead)
            .GetAsync($"/internal/contact-points/{received.GetProperty("id").GetGuid()}").ShouldBeAsync(200);

    private async Task<(string Page, HttpResponseMessage Answer)> OpenAsync(string link)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, link);
        request.Headers.Add("Accept", "text/html");
        request.Headers.Add("Accept-Language", "zh-CN");
        var answer = await intake.Anonymous().SendAsync(request, TestContext.Current.CancellationToken);
        return (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), answer);
    }

    private async Task<HttpResponseMessage> SendAsync(string link, string body, string? type = "application/x-www-form-urlencoded")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, link);
        if (type is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, type);
        return await intake.Anonymous().SendAsync(request, TestContext.Current.CancellationToken);
    }
}
