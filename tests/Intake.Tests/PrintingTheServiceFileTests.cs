using System.Net;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class PrintingTheServiceFileTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    [Theory]
    [InlineData("zh-CN", "投诉处理单", "您补充了信息", "客户 补充了信息")]
    [InlineData("en", "Complaint handling form", "You added something", "More information added by")]
    public async Task It_holds_what_is_recorded_and_every_entry_of_the_timeline(string language, string title, string not, string entry)
    {
        var received = await intake.ReceiveAsync(
            "<b>漏电</b>\n第二行", ""","customer":{"name":"王芳","phone":"13800000000"},"order":{"externalId":"o-file","product":"电热水壶"},"expectation":"退款" """);
        var id = received.GetProperty("id").GetGuid();
        await intake.Anonymous().PostJsonAsync(
            "track/" + received.GetProperty("trackingUrl").GetString()!.Split('/')[^1] + "/messages", """{"text":"还有焦味"}""").ShouldBeAsync(201);

        using var answer = await intake.As(Roles.Agent).GetAsync($"complaints/{id}/service-file?lang={language}");
        var page = await answer.Content.ReadAsStringAsync();

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        foreach (var text in new[] { title, "王芳", "13800000000", "o-file", "电热水壶", "&lt;b&gt;漏电&lt;/b&gt;", "还有焦味", entry,
            received.GetProperty("reference").GetString()! })
            page.ShouldContain(text);
        page.ShouldNotContain("<b>");
        page.ShouldNotContain("<script");
        page.ShouldNotContain(not);
    }

    [Fact]
    public async Task An_auditor_sees_the_case_and_not_the_person_and_others_nothing()
    {
        var id = await intake.ReceiveIdAsync("电池鼓包", ""","customer":{"name":"李雷","email":"lilei@example.com"} """);

        var page = await intake.As(Roles.Auditor).GetStringAsync($"complaints/{id}/service-file");

        page.ShouldContain("电池鼓包");
        page.ShouldNotContain("李雷");
        page.ShouldNotContain("lilei");
        (await intake.As(Roles.Agent, "other").GetAsync($"complaints/{id}/service-file")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await intake.Anonymous().GetAsync($"complaints/{id}/service-file")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
