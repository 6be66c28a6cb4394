using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Survey.Tests;

public sealed class InvitingCustomersTests(SurveyFactory service) : IClassFixture<SurveyFactory>
{
    private readonly Guid _complaint = Guid.NewGuid();

    [Fact]
    public async Task A_closed_case_is_asked_about_at_once_and_once()
    {
        var closed = service.Closed(_complaint);

        await service.PublishAsync(closed);
        await service.PublishAsync(closed);
        await service.PublishAsync(closed with { EventId = Guid.NewGuid() });

        var invitation = await service.OnlyInvitationAsync(_complaint);
        invitation.GetProperty("state").GetString().ShouldBe("open");
        var due = (await service.PublishedAsync<SurveyDue>(_complaint)).ShouldHaveSingleItem();
        due.SurveyId.ShouldBe(invitation.GetProperty("id").GetGuid());
        due.Reminder.ShouldBeFalse();
        (due.ExpiresAt - service.Clock.GetUtcNow()).TotalDays.ShouldBe(14, 0.01);
    }

    [Theory]
    [InlineData("satisfied", 1)]
    [InlineData("unreachable", 1)]
    [InlineData("by_staff", 1)]
    [InlineData("withdrawn", 0)]
    [InlineData("duplicate", 0)]
    public async Task Who_took_it_back_or_filed_it_twice_is_not_asked(string reason, int expected)
    {
        await service.PublishAsync(service.Closed(_complaint, reason));

        var page = await service.Agent.GetAsync($"survey-invitations?complaintId={_complaint}").ShouldBeAsync(200);
        page.GetProperty("items").GetArrayLength().ShouldBe(expected);
    }

    [Fact]
    public async Task A_closing_that_arrives_after_the_reopening_is_ignored()
    {
        await service.PublishAsync(service.Reopened(_complaint));
        await service.PublishAsync(service.Closed(_complaint));

        (await service.PublishedAsync<SurveyDue>(_complaint)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_second_cycle_is_asked_about_again()
    {
        await service.PublishAsync(service.Closed(_complaint));
        await service.PublishAsync(service.Reopened(_complaint));

        await service.PublishAsync(service.Closed(_complaint, cycle: 2, version: 8));

        (await service.PublishedAsync<SurveyDue>(_complaint)).Select(due => due.Cycle).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task The_storefronts_own_address_stands_in_the_link()
    {
        await service.PublishAsync(service.Changed("https://shop.example", storefront: "shop"));
        await service.PublishAsync(service.Closed(_complaint, storefront: "shop"));
        var due = (await service.PublishedAsync<SurveyDue>(_complaint)).ShouldHaveSingleItem();

        (await service.LinkAsync(due.SurveyId)).ShouldStartWith("https://shop.example/api/v1/surveys/");
    }

    [Fact]
    public async Task Others_do_not_see_it()
    {
        await service.PublishAsync(service.Closed(_complaint));

        var page = await service.As(Roles.Manager, "other").GetAsync($"survey-invitations?complaintId={_complaint}").ShouldBeAsync(200);

        page.GetProperty("items").GetArrayLength().ShouldBe(0);
        (await service.As(Roles.Storefront).GetAsync("survey-invitations")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Forbidden);
    }
}

/// <summary>Each test changes the policy or moves the clock, so each has a service of its own.</summary>
public sealed class TimingSurveysTests : IAsyncLifetime
{
    private readonly ProductionFactory _service = new();
    private readonly Guid _complaint = Guid.NewGuid();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_survey_waits_reminds_once_and_ends()
    {
        await _service.PublishAsync(_service.Closed(_complaint));
        (await _service.OnlyInvitationAsync(_complaint)).GetProperty("state").GetString().ShouldBe("scheduled");

        _service.Clock.Advance(TimeSpan.FromMinutes(61));
        (await _service.EventuallyPublishedAsync<SurveyDue>(_complaint)).Reminder.ShouldBeFalse();
        _service.Clock.Advance(TimeSpan.FromDays(3.1));
        await Eventually.BeTrueAsync(async () => (await _service.PublishedAsync<SurveyDue>(_complaint)).Count == 2, "the reminder is due");
        _service.Clock.Advance(TimeSpan.FromDays(11));

        await _service.EventuallyPublishedAsync<SurveyExpired>(_complaint);
        (await _service.PublishedAsync<SurveyDue>(_complaint)).Select(due => due.Reminder).ShouldBe([false, true]);
        (await _service.OnlyInvitationAsync(_complaint)).GetProperty("state").GetString().ShouldBe("expired");
    }

    [Fact]
    public async Task An_expired_link_is_gone_even_before_the_sweep()
    {
        await _service.PublishAsync(_service.Closed(_complaint));
        _service.Clock.Advance(TimeSpan.FromMinutes(61));
        var due = await _service.EventuallyPublishedAsync<SurveyDue>(_complaint);
        var token = (await _service.LinkAsync(due.SurveyId)).Split('/')[^1];

        _service.Clock.Advance(TimeSpan.FromDays(15));

        await _service.Customer.GetAsync($"surveys/{token}").ShouldBeProblemAsync(410, "survey.expired");
        await _service.AnswerAsync(token, """{"satisfaction":5}""").ShouldBeProblemAsync(410, "survey.expired");
    }

    [Fact]
    public async Task A_vip_who_was_not_called_gets_a_message_later()
    {
        await _service.PublishAsync(_service.Closed(_complaint, customerType: "vip"));
        _service.Clock.Advance(TimeSpan.FromMinutes(61));
        await Eventually.BeTrueAsync(
            async () => (await _service.OnlyInvitationAsync(_complaint)).GetProperty("state").GetString() == "open", "the call is due");
        (await _service.PublishedAsync<SurveyDue>(_complaint)).ShouldBeEmpty();

        _service.Clock.Advance(TimeSpan.FromDays(3.1));

        (await _service.EventuallyPublishedAsync<SurveyDue>(_complaint)).Reminder.ShouldBeFalse();
    }

    [Fact]
    public async Task A_customer_is_not_asked_twice_within_the_cool_down()
    {
        var customer = Guid.NewGuid();
        var second = Guid.NewGuid();
        var later = Guid.NewGuid();
        await _service.PublishAsync(_service.Closed(_complaint, customerId: customer));

        await _service.PublishAsync(_service.Closed(second, customerId: customer));
        _service.Clock.Advance(TimeSpan.FromDays(31));
        await _service.PublishAsync(_service.Closed(later, customerId: customer));

        var skipped = await _service.OnlyInvitationAsync(second);
        skipped.GetProperty("state").GetString().ShouldBe("skipped");
        skipped.GetProperty("skipReason").GetString().ShouldBe("cool_down");
        (await _service.OnlyInvitationAsync(later)).GetProperty("state").GetString().ShouldBe("scheduled");
    }

    [Fact]
    public async Task A_sampling_of_none_asks_no_customer()
    {
        var (policy, tag) = await PolicyAsync();
        policy["samplingPercent"] = 0;
        await _service.Manager.PutJsonAsync("survey-policies", policy.ToJsonString(), ("If-Match", tag)).ShouldBeAsync(200);

        await _service.PublishAsync(_service.Closed(_complaint));

        (await _service.OnlyInvitationAsync(_complaint)).GetProperty("skipReason").GetString().ShouldBe("sampling");
    }

    [Fact]
    public async Task A_policy_changes_only_for_those_who_may_and_have_read_it()
    {
        var (policy, tag) = await PolicyAsync();
        var body = policy.ToJsonString();

        await _service.Agent.PutJsonAsync("survey-policies", body, ("If-Match", tag)).ShouldBeProblemAsync(403, "permission.denied");
        await _service.Manager.PutJsonAsync("survey-policies", body).ShouldBeProblemAsync(428, "precondition.required");
        policy["reminderAfterDays"] = 20;
        await _service.Manager.PutJsonAsync("survey-policies", policy.ToJsonString(), ("If-Match", tag))
            .ShouldBeProblemAsync(400, "request.invalid", "/reminderAfterDays");
        policy["reminderAfterDays"] = 3;
        policy["samplingPercent"] = 101;
        await _service.Manager.PutJsonAsync("survey-policies", policy.ToJsonString(), ("If-Match", tag))
            .ShouldBeProblemAsync(400, "request.invalid", "/samplingPercent");
        await _service.Manager.PutJsonAsync("survey-policies", body, ("If-Match", tag)).ShouldBeAsync(200);
        await _service.Manager.PutJsonAsync("survey-policies", body, ("If-Match", tag)).ShouldBeProblemAsync(412, "precondition.failed");
    }

    private async Task<(JsonObject Body, string Tag)> PolicyAsync()
    {
        var response = await _service.Manager.GetAsync("survey-policies");
        await response.ShouldBeAsync(200);
        return (JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject(), response.Headers.ETag!.ToString());
    }

    private sealed class ProductionFactory() : SurveyFactory([]);
}
