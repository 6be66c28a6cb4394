using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.FollowUp.Tests;

/// <summary>Each test moves the clock, so each has a service of its own.</summary>
public sealed class SendingFollowUpsTests : IAsyncLifetime
{
    private readonly FollowUpFactory _service = new();

    // What is told of the case beside the question has tests of its own
    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.ChangePolicyAsync(policy => policy["automaticMessages"] = new JsonArray("reopened"));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_due_message_is_sent_by_itself_with_the_tracking_link()
    {
        var complaint = _service.AddComplaint();
        var followUp = await _service.ResolveAsync(complaint, "general");
        followUp.GetProperty("channel").GetString().ShouldBe("message");
        (await _service.PublishedAsync<MessageSent>(complaint)).ShouldBeEmpty();

        _service.Clock.Advance(TimeSpan.FromHours(24.1));

        var sent = await _service.EventuallyPublishedAsync<MessageSent>(complaint);
        sent.Template.ShouldBe("follow_up");
        sent.Channel.ShouldBe("email");
        var file = _service.FileAbout(FollowUpFactory.TrackingUrl(complaint)).ShouldNotBeNull();
        file.ShouldEndWith(".eml");
        (await File.ReadAllTextAsync(file)).ShouldContain("李雷");
    }

    [Fact]
    public async Task Silence_after_a_message_and_its_reminder_is_no_answer_and_asks_for_no_call()
    {
        var complaint = _service.AddComplaint();
        await _service.ResolveAsync(complaint, "general");

        await LetMessagesPassAsync(complaint);

        (await _service.EventuallyPublishedAsync<FollowUpFailed>(complaint)).Outcome.ShouldBe("no_answer");
        var followUp = await _service.OnlyFollowUpAsync(complaint);
        followUp.GetProperty("state").GetString().ShouldBe("failed");
        followUp.GetProperty("outcome").GetString().ShouldBe("no_answer");
        (await _service.PublishedAsync<FollowUpAttempted>(complaint)).ShouldAllBe(attempt => attempt.Outcome == "no_answer"
            && attempt.Actor == "system");
    }

    [Fact]
    public async Task Where_the_policy_says_so_the_last_try_after_silence_is_a_call()
    {
        var response = await _service.Manager.GetAsync("follow-up-policies");
        var policy = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        policy["rules"]![2]!["afterSilence"] = "call";
        await _service.Manager.PutJsonAsync("follow-up-policies", policy.ToJsonString(),
            ("If-Match", response.Headers.ETag!.ToString())).ShouldBeAsync(200);
        var complaint = _service.AddComplaint();
        await _service.ResolveAsync(complaint, "general");

        await LetMessagesPassAsync(complaint);

        await Eventually.BeTrueAsync(async () => (await _service.PublishedAsync<FollowUpAttempted>(complaint)).Count == 2,
            "both are counted");
        var followUp = await _service.OnlyFollowUpAsync(complaint);
        followUp.GetProperty("channel").GetString().ShouldBe("phone");
        followUp.GetProperty("state").GetString().ShouldBe("open");
    }

    [Fact]
    public async Task Calls_that_reach_no_customer_go_on_another_day_at_another_time_and_last_by_message()
    {
        var complaint = _service.AddComplaint();
        var followUp = await _service.ResolveAsync(complaint);

        var first = await _service.AttemptAsync(followUp, "unreachable").ShouldBeAsync(201);
        // Called at ten in the morning: half a day of eleven hours later on the next
        first.GetProperty("channel").GetString().ShouldBe("phone");
        first.GetProperty("due").GetDateTimeOffset().ShouldBe(FollowUpFactory.Morning.AddHours(29.5), TimeSpan.FromMinutes(1));
        _service.Clock.Advance(TimeSpan.FromHours(29.6));
        var second = await _service.AttemptAsync(followUp, "unreachable").ShouldBeAsync(201);
        second.GetProperty("channel").GetString().ShouldBe("message");
        _service.Clock.Advance(second.GetProperty("due").GetDateTimeOffset() - _service.Clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        await _service.EventuallyPublishedAsync<MessageSent>(complaint);
        _service.Clock.Advance(TimeSpan.FromHours(25));

        var failed = await _service.EventuallyPublishedAsync<FollowUpFailed>(complaint);
        (failed.Attempts, failed.Outcome).ShouldBe((3, "unreachable"));
    }

    [Fact]
    public async Task Without_an_address_the_question_goes_on_by_phone()
    {
        var complaint = _service.AddComplaint(email: null);
        await _service.ResolveAsync(complaint, "general");

        _service.Clock.Advance(TimeSpan.FromHours(24.1));

        (await _service.EventuallyPublishedAsync<MessageFailed>(complaint)).Error.ShouldBe("no_address");
        var followUp = await _service.OnlyFollowUpAsync(complaint);
        followUp.GetProperty("channel").GetString().ShouldBe("phone");
        followUp.GetProperty("messageError").GetString().ShouldBe("no_address");
        followUp.GetProperty("due").GetDateTimeOffset().ShouldBeLessThanOrEqualTo(_service.Clock.GetUtcNow());
        (await _service.AttemptAsync(followUp, "unreachable").ShouldBeAsync(201)).GetProperty("channel").GetString().ShouldBe("phone");
    }

    [Fact]
    public async Task An_erased_customer_is_not_waited_for()
    {
        var complaint = _service.AddComplaint();
        await _service.ResolveAsync(complaint, "general");
        _service.Forget(complaint);

        _service.Clock.Advance(TimeSpan.FromHours(24.1));

        (await _service.EventuallyPublishedAsync<FollowUpFailed>(complaint)).Outcome.ShouldBe("unreachable");
    }

    [Fact]
    public async Task A_call_that_is_not_made_is_told_and_then_replaced_by_a_message()
    {
        var complaint = _service.AddComplaint();
        await _service.ResolveAsync(complaint);

        _service.Clock.Advance(TimeSpan.FromHours(24.1));
        await _service.EventuallyPublishedAsync<FollowUpOverdue>(complaint);
        var overdue = await _service.Agent.GetAsync($"follow-ups?overdue=true&complaintId={complaint}").ShouldBeAsync(200);
        overdue.GetProperty("items")[0].GetProperty("overdueSince").GetDateTimeOffset()
            .ShouldBeLessThanOrEqualTo(_service.Clock.GetUtcNow());
        _service.Clock.Advance(TimeSpan.FromHours(24.1));

        (await _service.EventuallyPublishedAsync<MessageSent>(complaint)).Template.ShouldBe("follow_up");
        (await _service.PublishedAsync<FollowUpOverdue>(complaint)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_claim_runs_out()
    {
        var followUp = await _service.ResolveAsync(_service.AddComplaint());
        var path = $"follow-ups/{followUp.GetProperty("id").GetString()}/claim";
        var other = _service.As(Roles.Agent, Guid.NewGuid());
        await _service.Agent.PostAsync(path, null).ShouldBeAsync(200);
        (await other.GetAsync("follow-ups?free=true").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(0);

        _service.Clock.Advance(TimeSpan.FromMinutes(31));

        (await other.GetAsync("follow-ups?free=true").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(1);
        await other.PostAsync(path, null).ShouldBeAsync(200);
    }

    private async Task LetMessagesPassAsync(Guid complaint)
    {
        for (var sent = 1; sent <= 2; sent++)
        {
            _service.Clock.Advance(TimeSpan.FromHours(24.1));
            await Eventually.BeTrueAsync(
                async () => (await _service.PublishedAsync<MessageSent>(complaint)).Count == sent, $"message {sent} is sent");
        }

        _service.Clock.Advance(TimeSpan.FromHours(24.1));
    }

    [Fact]
    public async Task Nothing_is_sent_about_a_case_that_was_reopened_meanwhile()
    {
        var complaint = _service.AddComplaint();
        await _service.ResolveAsync(complaint, "general");
        await _service.PublishAsync(_service.Reopened(complaint));
        var other = _service.AddComplaint();
        await _service.ResolveAsync(other, "general");

        _service.Clock.Advance(TimeSpan.FromHours(24.1));

        await _service.EventuallyPublishedAsync<MessageSent>(other);
        (await _service.PublishedAsync<MessageSent>(complaint)).ShouldAllBe(sent => sent.Template == "reopened");
    }

    [Fact]
    public async Task Due_times_are_in_the_storefronts_day()
    {
        await _service.PublishAsync(new StorefrontChanged
        {
            EventId = SequentialId.Next(),
            OccurredAt = _service.Clock.GetUtcNow(),
            StorefrontId = ServiceHost.Storefront,
            Version = 1,
            Name = "Demo",
            TimeZone = "America/New_York",
            Currency = "USD",
            Languages = ["en"],
            Active = true,
        });

        // 02:00 UTC is ten in the evening in New York: the last moment within a day is eight in the evening
        var followUp = await _service.ResolveAsync(_service.AddComplaint());

        followUp.GetProperty("due").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 3, 11, 0, 0, 0, TimeSpan.Zero));
    }
}
