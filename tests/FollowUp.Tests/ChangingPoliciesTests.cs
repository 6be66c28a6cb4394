using System.Text.Json.Nodes;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.FollowUp.Tests;

/// <summary>Policies hold for all tests of a service, so each test has a service of its own.</summary>
public sealed class ChangingPoliciesTests : IAsyncLifetime
{
    private readonly FollowUpFactory _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_storefronts_policy_overrides_the_installations()
    {
        await _service.PublishAsync(_service.Changed());
        var all = _service.As(Roles.Administrator, "*");
        var (policy, tag) = await ReadAsync(all, "follow-up-policies?storefrontId=demo");
        policy["rules"]![0]!["channel"] = "message";

        var changed = await all.PutJsonAsync("follow-up-policies?storefrontId=demo", policy.ToJsonString(), ("If-Match", tag));

        await changed.ShouldBeAsync(200);
        (await _service.ResolveAsync(_service.AddComplaint())).GetProperty("channel").GetString().ShouldBe("message");
        (await ReadAsync(all, "follow-up-policies")).Body["rules"]![0]!["channel"]!.GetValue<string>().ShouldBe("phone");
        (await ReadAsync(all, "follow-up-policies?storefrontId=demo")).Tag.ShouldBe(changed.Headers.ETag!.ToString());
    }

    [Fact]
    public async Task A_policy_changes_only_for_those_who_may_and_have_read_it()
    {
        var (policy, tag) = await ReadAsync(_service.Manager, "follow-up-policies");
        var body = policy.ToJsonString();

        await _service.Agent.PutJsonAsync("follow-up-policies", body, ("If-Match", tag)).ShouldBeProblemAsync(403, "permission.denied");
        await _service.Manager.PutJsonAsync("follow-up-policies", body).ShouldBeProblemAsync(428, "precondition.required");
        await _service.Manager.PutJsonAsync("follow-up-policies?storefrontId=other", body, ("If-Match", tag)).ShouldBeProblemAsync(404,
            "storefront.not_found");
        await _service.As(Roles.Manager, "demo", "other").PutJsonAsync("follow-up-policies", body, ("If-Match", tag))
            .ShouldBeProblemAsync(403, "policy.storefront_required");
        await _service.Manager.PutJsonAsync("follow-up-policies", body, ("If-Match", tag)).ShouldBeAsync(200);
        await _service.Manager.PutJsonAsync("follow-up-policies", body, ("If-Match", tag)).ShouldBeProblemAsync(412, "precondition.failed");
    }

    [Fact]
    public async Task Nobody_is_called_on_a_holiday_of_the_storefront()
    {
        // It is the tenth of March in Shanghai, and the call would be due on the eleventh
        await _service.ChangePolicyAsync(policy => policy["restDays"] = new JsonArray("2026-03-11", "2026-03-12"));
        var complaint = _service.AddComplaint();

        var urgent = await _service.ResolveAsync(complaint);
        var general = await _service.ResolveAsync(_service.AddComplaint(), "general");

        urgent.GetProperty("due").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));
        general.GetProperty("due").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 3, 13, 1, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("follow-up-policies")]
    [InlineData("message-templates")]
    [InlineData("follow-ups")]
    [InlineData("messages")]
    public async Task A_storefront_that_there_is_not_has_neither_policies_nor_customers(string path)
    {
        await _service.As(Roles.Administrator, "*").GetAsync($"{path}?storefrontId=nope").ShouldBeProblemAsync(404, "storefront.not_found");
        await _service.Manager.GetAsync($"{path}?storefrontId=nope").ShouldBeProblemAsync(404, "storefront.not_found");
        await _service.Manager.GetAsync($"{path}?storefrontId=demo").ShouldBeAsync(200);
    }

    [Theory]
    [InlineData("acknowledgedChannels", """["pigeon"]""", "/acknowledgedChannels")]
    [InlineData("noticeSubscribers", """[{"email":"boss","on":["escalated"]}]""", "/noticeSubscribers/0/email")]
    [InlineData("goodwill", """{"rules":[{"on":"satisfied","kind":"coupon"}]}""", "/goodwill/rules/0/value")]
    [InlineData("goodwill", """{"rules":[{"on":"satisfied","kind":"gold"}]}""", "/goodwill/rules/0/kind")]
    [InlineData("daytimeFrom", "\"9am\"", "/daytimeFrom")]
    [InlineData("daytimeTo", "\"08:00\"", "/daytimeTo")]
    [InlineData("attempts", "0", "/attempts")]
    [InlineData("rules", "[]", "/rules")]
    [InlineData("claimMinutes", "481", "/claimMinutes")]
    [InlineData("overdueCallHours", "0", "/overdueCallHours")]
    [InlineData("rules", """[{"urgency":"urgent","customerType":null,"channel":"phone","afterHours":0,"withinHours":24}]""", "/rules/0")]
    public async Task A_policy_that_makes_no_sense_is_refused(string field, string value, string pointer)
    {
        var (policy, tag) = await ReadAsync(_service.Manager, "follow-up-policies");
        policy[field] = JsonNode.Parse(value);

        var response = await _service.Manager.PutJsonAsync("follow-up-policies", policy.ToJsonString(), ("If-Match", tag));

        await response.ShouldBeProblemAsync(400, "request.invalid", pointer);
    }

    [Theory]
    [InlineData("subject", "Dear {name}")]
    [InlineData("text", "no link in it")]
    [InlineData("short", "{surveyUrl} {password}")]
    public async Task A_template_with_a_wrong_placeholder_is_refused(string part, string text)
    {
        var (templates, tag) = await ReadAsync(_service.Manager, "message-templates");
        templates["templates"]!["survey"]!["en"]![part] = text;

        var response = await _service.Manager.PutJsonAsync("message-templates", templates.ToJsonString(), ("If-Match", tag));

        await response.ShouldBeProblemAsync(400, "request.invalid", $"/templates/survey/en/{part}");
    }

    [Fact]
    public async Task A_changed_template_is_what_is_sent()
    {
        var (templates, tag) = await ReadAsync(_service.Manager, "message-templates");
        templates["templates"]!["survey"]!["zh"]!["text"] = "新模板 {surveyUrl}";
        await _service.Manager.PutJsonAsync("message-templates", templates.ToJsonString(), ("If-Match", tag)).ShouldBeAsync(200);
        var complaint = _service.AddComplaint();

        await _service.PublishAsync(_service.SurveyIsDue(complaint, Guid.NewGuid()));

        await _service.EventuallyMessageAsync(complaint, "sent");
        _service.FileAbout("新模板").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("acknowledgement")]
    [InlineData("offer_expiring")]
    [InlineData("improvement_report")]
    [InlineData("staff_notice")]
    public async Task Every_kind_of_message_can_be_seen_before_it_is_sent(string template)
    {
        var preview = await _service.Agent.PostJsonAsync("message-templates/preview",
            $$"""{"template":"{{template}}"}""").ShouldBeAsync(200);

        foreach (var language in new[] { "zh", "en" })
        {
            var text = preview.GetProperty(language).GetProperty("text").GetString().ShouldNotBeNull();
            text.ShouldContain("C-260131-0001");
            text.ShouldNotContain("{");
        }
    }

    [Fact]
    public async Task A_draft_is_shown_and_checked_and_not_kept()
    {
        const string draft = """
            {"template":"thanks","draft":{"zh":{"subject":"谢谢","text":"TEXT {trackingUrl}","short":"{trackingUrl}"},
            "en":{"subject":"Thanks","text":"Hello {name}: {trackingUrl}","short":"{trackingUrl}"}}}
            """;

        var shown = await _service.Manager.PostJsonAsync("message-templates/preview",
            draft.Replace("TEXT", "您好 {name}")).ShouldBeAsync(200);

        shown.GetProperty("zh").GetProperty("text").GetString().ShouldStartWith("您好 王芳 https://");
        await _service.Manager.PostJsonAsync("message-templates/preview", draft.Replace("TEXT", "{secret}"))
            .ShouldBeProblemAsync(400, "request.invalid", "/templates/thanks/zh/text");
        await _service.Manager.PostJsonAsync("message-templates/preview", """{"template":"advertisement"}""").ShouldBeProblemAsync(404,
            "resource.not_found");
        (await ReadAsync(_service.Manager,
            "message-templates")).Body["templates"]!["thanks"]!["zh"]!["subject"]!.GetValue<string>().ShouldNotBe("谢谢");
    }

    private static async Task<(JsonObject Body, string Tag)> ReadAsync(HttpClient client, string path)
    {
        var response = await client.GetAsync(path);
        await response.ShouldBeAsync(200);
        return (JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject(), response.Headers.ETag!.ToString());
    }
}
