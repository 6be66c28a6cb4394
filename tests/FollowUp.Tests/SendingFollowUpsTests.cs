using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.FollowUp.Tests;

/// <summary>Each test moves the clock, so each has a service of its own.</summary>
public sealed class SendingFollowUpsTests : IAsyncLifetime
{
    private readonly FollowUpFactory _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

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
    public async Task Unanswered_messages_count_as_tries_and_the_last_try_is_a_call()
    {
        var complaint = _service.AddComplaint();
        await _service.ResolveAsync(complaint, "general");

        for (var tries = 1; tries <= 2; tries++)
        {
            _service.Clock.Advance(TimeSpan.FromHours(24.1));
            await Eventually.BeTrueAsync(
                async () => (await _service.PublishedAsync<MessageSent>(complaint)).Count == tries, $"message {tries} is sent");
        }

        _service.Clock.Advance(TimeSpan.FromHours(24.1));
        await Eventually.BeTrueAsync(async () => (await _service.PublishedAsync<FollowUpAttempted>(complaint)).Count == 2, "both are counted");
        var followUp = await _service.OnlyFollowUpAsync(complaint);
        followUp.GetProperty("channel").GetString().ShouldBe("phone");
        followUp.GetProperty("state").GetString().ShouldBe("open");
        (await _service.PublishedAsync<FollowUpAttempted>(complaint)).ShouldAllBe(attempt => attempt.Outcome == "unreachable" && attempt.Actor == "system");
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
        (await _service.PublishedAsync<MessageSent>(complaint)).ShouldBeEmpty();
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
