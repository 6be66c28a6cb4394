using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.FollowUp.Tests;

/// <summary>The customer's word by the link in the message. Each test moves the clock, so each has a service of its own.</summary>
public sealed class HearingTheCustomerTests : IAsyncLifetime
{
    private readonly FollowUpFactory _service = new();

    // What is told of the case beside the question has tests of its own
    public async ValueTask InitializeAsync()
    {
        await _service.InitializeAsync();
        await _service.ChangePolicyAsync(policy => policy["automaticMessages"] = new JsonArray("reopened"));
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("solved", "satisfied")]
    [InlineData("not_solved", "not_solved")]
    public async Task The_word_by_link_answers_the_follow_up_once(string word, string outcome)
    {
        var complaint = _service.AddComplaint();
        await _service.ResolveAsync(complaint, "general");
        var confirmed = Confirmed(complaint, word);

        await _service.PublishAsync(confirmed);
        await _service.PublishAsync(confirmed);
        await _service.PublishAsync(Confirmed(complaint, "not_solved"));

        (await _service.PublishedAsync<FollowUpCompleted>(complaint)).ShouldHaveSingleItem().Outcome.ShouldBe(outcome);
        var attempted = (await _service.PublishedAsync<FollowUpAttempted>(complaint)).ShouldHaveSingleItem();
        attempted.Notes.ShouldBe("谢谢");
        (await _service.OnlyFollowUpAsync(complaint)).GetProperty("state").GetString().ShouldBe("completed");
    }

    [Fact]
    public async Task A_wish_for_a_call_stands_in_the_call_list_at_once()
    {
        var complaint = _service.AddComplaint();
        await _service.ResolveAsync(complaint, "general");

        await _service.PublishAsync(Confirmed(complaint, "call_me"));

        var calls = await _service.Agent.GetAsync($"follow-ups?due=now&channel=phone&complaintId={complaint}").ShouldBeAsync(200);
        var call = calls.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        call.GetProperty("lastWords").GetString().ShouldBe("谢谢");
        call.GetProperty("attemptsLeft").GetInt32().ShouldBe(3);
        await _service.AttemptAsync(call, "satisfied").ShouldBeAsync(201);
    }

    [Fact]
    public async Task A_late_word_after_silence_still_counts()
    {
        var complaint = _service.AddComplaint();
        await _service.ResolveAsync(complaint, "general");
        for (var sent = 1; sent <= 2; sent++)
        {
            _service.Clock.Advance(TimeSpan.FromHours(24.1));
            await Eventually.BeTrueAsync(
                async () => (await _service.PublishedAsync<MessageSent>(complaint)).Count == sent, $"message {sent} is sent");
        }

        _service.Clock.Advance(TimeSpan.FromHours(24.1));
        await _service.EventuallyPublishedAsync<FollowUpFailed>(complaint);

        await _service.PublishAsync(Confirmed(complaint, "not_solved"));

        (await _service.EventuallyPublishedAsync<FollowUpCompleted>(complaint)).Outcome.ShouldBe("not_solved");
    }

    [Fact]
    public async Task A_word_about_a_cycle_that_is_over_comes_too_late()
    {
        var complaint = _service.AddComplaint();
        await _service.ResolveAsync(complaint);
        await _service.PublishAsync(_service.Reopened(complaint));

        await _service.PublishAsync(Confirmed(complaint, "solved"));

        (await _service.PublishedAsync<FollowUpCompleted>(complaint)).ShouldBeEmpty();
    }

    private CustomerConfirmed Confirmed(Guid complaint, string word) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = _service.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = complaint,
        Version = 3,
        Cycle = 1,
        Outcome = word,
        Text = "谢谢",
    };
}
