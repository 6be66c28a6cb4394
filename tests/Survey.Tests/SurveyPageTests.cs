using System.Net;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Survey.Tests;

public sealed class SurveyPageTests(SurveyFactory service) : IClassFixture<SurveyFactory>
{
    private readonly Guid _complaint = Guid.NewGuid();

    [Fact]
    public async Task A_browser_gets_a_page_without_script_under_a_strict_policy()
    {
        var token = await service.CloseAsync(service.Closed(_complaint));

        var response = await BrowseAsync(token);

        var html = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, html);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        html.ShouldContain("width=device-width");
        html.ShouldContain("您的问题解决了吗?");
        html.ShouldContain($"action=\"/api/v1/surveys/{token}/page\"");
        html.ShouldNotContain("<script");
        var policy = response.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("unsafe");
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
    }

    [Fact]
    public async Task The_form_is_taken_once()
    {
        var token = await service.CloseAsync(service.Closed(_complaint));

        var first = await SubmitAsync(token, ("satisfaction", "4"), ("solved", "yes"), ("suggestion", "很好"));
        var second = await SubmitAsync(token, ("satisfaction", "1"));

        first.StatusCode.ShouldBe(HttpStatusCode.Created, await first.Content.ReadAsStringAsync());
        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        second.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await service.PublishedAsync<SurveyAnswered>(_complaint)).ShouldHaveSingleItem().Score.ShouldBe(4);
        (await BrowseAsync(token)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_form_without_the_needed_answer_comes_back_with_the_reason()
    {
        var token = await service.CloseAsync(service.Closed(_complaint));

        var response = await SubmitAsync(token, ("suggestion", "</textarea><script>alert(1)</script>"));

        var html = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, html);
        html.ShouldContain("请回答该问题。");
        html.ShouldNotContain("<script");
        (await service.PublishedAsync<SurveyAnswered>(_complaint)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_questionnaire_says_is_encoded()
    {
        const string attack = "\\\"><img src=x onerror=alert(1)>";
        var created = await service.Manager.PostJsonAsync("questionnaires", $$"""
            {"name":"attack","questions":[
              {"id":"satisfaction","kind":"scale","zh":"{{attack}}","en":"{{attack}}","minimum":1,"maximum":5},
              {"id":"pick","kind":"multiple","zh":"选","en":"Pick","options":[{"id":"{{attack}}","zh":"{{attack}}","en":"{{attack}}"},{"id":"b","zh":"乙","en":"B"}]}]}
            """).ShouldBeAsync(201);
        await service.PublishAsync(service.Changed(null, storefront: "attacked"));
        var all = service.As("administrator", "*");
        await all.PostJsonAsync($"questionnaires/{created.GetProperty("id").GetString()}/activation?storefrontId=attacked",
            """{"version":1}""").ShouldBeAsync(200);
        var token = await service.CloseAsync(service.Closed(_complaint, storefront: "attacked"));

        var html = await (await BrowseAsync(token)).Content.ReadAsStringAsync();

        html.ShouldContain("&lt;img");
        html.ShouldNotContain("<img");
    }

    [Fact]
    public async Task A_wrong_link_is_a_page_too()
    {
        var response = await BrowseAsync("AAAAAAAAAAAAAAAAAAAAAAAAAAA");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
    }

    [Fact]
    public async Task Something_else_than_a_form_is_refused()
    {
        var token = await service.CloseAsync(service.Closed(_complaint));

        await service.Customer.PostJsonAsync($"surveys/{token}/page", "{}").ShouldBeProblemAsync(415, "media_type.unsupported");
    }

    private async Task<HttpResponseMessage> BrowseAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"surveys/{token}");
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        request.Headers.TryAddWithoutValidation("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.5");
        return await service.Customer.SendAsync(request);
    }

    private async Task<HttpResponseMessage> SubmitAsync(string token, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await service.Customer.PostAsync($"surveys/{token}/page", form);
    }
}
