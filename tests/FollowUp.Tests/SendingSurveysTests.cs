using System.Text;
using System.Text.Json;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.FollowUp.Tests;

public sealed class SendingSurveysTests(FollowUpFactory service) : IClassFixture<FollowUpFactory>
{
    [Fact]
    public async Task The_surveys_address_stands_in_one_file()
    {
        var complaint = service.AddComplaint();
        var survey = Guid.NewGuid();
        var due = service.SurveyIsDue(complaint, survey);

        await service.PublishAsync(due);
        await service.PublishAsync(due);
        await service.PublishAsync(due with { EventId = Guid.NewGuid() });

        var sent = await service.EventuallyPublishedAsync<MessageSent>(complaint);
        sent.Template.ShouldBe("survey");
        var file = service.FileAbout(FollowUpFactory.SurveyUrl(survey)).ShouldNotBeNull();
        file.ShouldEndWith($"{sent.MessageId:N}.eml");
        Directory.GetFiles(service.MessagesFolder).Count(path => File.ReadAllText(path).Contains(survey.ToString("N"))).ShouldBe(1);
        var text = await File.ReadAllTextAsync(file);
        text.ShouldContain("To: li@example.com\r\n");
        text.ShouldContain("2026-03-24");
        text.Split("\r\n\r\n")[0].ShouldAllBe(character => char.IsAscii(character));
    }

    [Fact]
    public async Task A_customer_without_a_mailbox_gets_a_short_message()
    {
        var complaint = service.AddComplaint(email: null, phone: "13800000000", language: "en");
        var survey = Guid.NewGuid();

        await service.PublishAsync(service.SurveyIsDue(complaint, survey));

        (await service.EventuallyPublishedAsync<MessageSent>(complaint)).Channel.ShouldBe("sms");
        var file = service.FileAbout(FollowUpFactory.SurveyUrl(survey)).ShouldNotBeNull();
        file.ShouldEndWith(".json");
        var message = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement;
        message.GetProperty("channel").GetString().ShouldBe("sms");
        message.GetProperty("to").GetString().ShouldBe("13800000000");
        message.GetProperty("shortText").GetString().ShouldNotBeNull().ShouldContain("your complaint is closed");
    }

    [Theory]
    [InlineData(null, "en", "A few")]
    [InlineData(null, "zh-CN", "前几天")]
    [InlineData("en-GB", "zh-CN", "A few")]
    [InlineData("fr", "en", "A few")]
    public async Task A_message_is_in_the_customers_language_else_in_the_complaints(string? stated, string detected, string word)
    {
        var complaint = service.AddComplaint($"u{Guid.NewGuid():N}@example.com", language: stated);
        var survey = Guid.NewGuid();

        await service.PublishAsync(service.SurveyIsDue(complaint, survey, reminder: true) with { Language = detected });

        await service.EventuallyPublishedAsync<MessageSent>(complaint);
        (await File.ReadAllTextAsync(service.FileAbout(FollowUpFactory.SurveyUrl(survey)).ShouldNotBeNull())).ShouldContain(word);
    }

    [Fact]
    public async Task Nothing_is_sent_after_an_opt_out()
    {
        var complaint = service.AddComplaint(optedOut: true);

        await service.PublishAsync(service.SurveyIsDue(complaint, Guid.NewGuid()));

        (await service.EventuallyPublishedAsync<MessageFailed>(complaint)).Error.ShouldBe("opted_out");
        (await service.PublishedAsync<MessageSent>(complaint)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_sent_after_an_erasure_though_it_is_retried()
    {
        var complaint = service.AddComplaint($"u{Guid.NewGuid():N}@example.com");
        service.Forget(complaint);

        await service.PublishAsync(service.SurveyIsDue(complaint, Guid.NewGuid()));

        (await service.EventuallyPublishedAsync<MessageFailed>(complaint)).Error.ShouldBe("customer_unknown");
        var message = await service.EventuallyMessageAsync(complaint, "failed");
        var path = $"messages/{message.GetProperty("id").GetString()}/retry";
        await service.Agent.PostAsync(path, null).ShouldBeProblemAsync(403, "permission.denied");
        await service.Manager.PostAsync(path, null).ShouldBeAsync(200);
        await Eventually.BeTrueAsync(async () => (await service.PublishedAsync<MessageFailed>(complaint)).Count == 2, "it fails again");
    }

    [Fact]
    public async Task A_sent_message_is_not_sent_again_by_hand()
    {
        var complaint = service.AddComplaint($"u{Guid.NewGuid():N}@example.com");
        await service.PublishAsync(service.SurveyIsDue(complaint, Guid.NewGuid()));
        var message = await service.EventuallyMessageAsync(complaint, "sent");

        await service.Manager.PostAsync($"messages/{message.GetProperty("id").GetString()}/retry", null).ShouldBeProblemAsync(409,
            "message.not_failed");
        await service.As(Roles.Manager, "other").PostAsync($"messages/{message.GetProperty("id").GetString()}/retry", null)
            .ShouldBeProblemAsync(404, "resource.not_found");
    }

    [Fact]
    public async Task An_advertisement_for_a_name_is_not_repeated()
    {
        var complaint = service.AddComplaint($"u{Guid.NewGuid():N}@example.com", name: "win at http://evil.example", language: "en");
        var survey = Guid.NewGuid();

        await service.PublishAsync(service.SurveyIsDue(complaint, survey));

        await service.EventuallyPublishedAsync<MessageSent>(complaint);
        var text = await File.ReadAllTextAsync(service.FileAbout(FollowUpFactory.SurveyUrl(survey)).ShouldNotBeNull());
        text.ShouldNotContain("evil");
        text.ShouldContain("Dear customer,");
    }

    [Fact]
    public async Task A_second_recipient_in_an_address_is_no_address()
    {
        var complaint = service.AddComplaint(email: "a@example.com, b@example.com");

        await service.PublishAsync(service.SurveyIsDue(complaint, Guid.NewGuid()));

        (await service.EventuallyPublishedAsync<MessageFailed>(complaint)).Error.ShouldBe("no_address");
    }

    [Fact]
    public async Task Neither_log_nor_list_holds_an_address()
    {
        var complaint = service.AddComplaint(email: "marker-7731@example.com");
        await service.PublishAsync(service.SurveyIsDue(complaint, Guid.NewGuid()));
        await service.EventuallyPublishedAsync<MessageSent>(complaint);

        var list = await (await service.Manager.GetAsync("messages?limit=100")).Content.ReadAsStringAsync();

        list.ShouldNotContain("marker-7731");
        string.Join('\n', service.LogLines).ShouldNotContain("marker-7731");
        Encoding.UTF8.GetString(await ReadSharedAsync(Path.Combine(service.Folder, "follow-up.db"))).ShouldNotContain("marker-7731");
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes);
        return bytes;
    }
}

public sealed class WaitingForOtherServicesTests : IAsyncLifetime
{
    private readonly FollowUpFactory _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_message_waits_for_intake_and_leaves_when_it_is_back()
    {
        _service.OthersAnswer = 503;
        var complaint = _service.AddComplaint();
        await _service.PublishAsync(_service.SurveyIsDue(complaint, Guid.NewGuid()));
        await Eventually.BeTrueAsync(
            async () => (await _service.EventuallyMessageAsync(complaint,
                "queued")).GetProperty("error").GetString() == "contact_points_unavailable",
            "the message says why it waits");

        _service.OthersAnswer = null;
        _service.Clock.Advance(TimeSpan.FromMinutes(11));

        await _service.EventuallyPublishedAsync<MessageSent>(complaint);
        (await _service.PublishedAsync<MessageFailed>(complaint)).ShouldBeEmpty();
    }

    [Fact]
    public async Task While_intake_is_down_the_call_list_names_the_complaint_and_says_why_the_customer_is_missing()
    {
        var (known, gone) = (_service.AddComplaint(), _service.AddComplaint());
        await _service.PublishAsync(_service.Received(known));
        await _service.PublishAsync(_service.Received(gone));
        await _service.ResolveAsync(known);
        await _service.ResolveAsync(gone);
        _service.Forget(gone);

        (await _service.OnlyFollowUpAsync(gone)).GetProperty("person").GetProperty("state").GetString().ShouldBe("erased");
        _service.OthersAnswer = 503;
        var shown = await _service.OnlyFollowUpAsync(known);

        shown.GetProperty("reference").GetString().ShouldBe($"C-{known:N}"[..12]);
        shown.GetProperty("person").GetProperty("state").GetString().ShouldBe("unavailable");
        shown.GetProperty("script").GetArrayLength().ShouldBeGreaterThan(3);
        _service.OthersAnswer = null;
        // The breaker rests for a while; what is asked again after it is answered
        await Eventually.BeTrueAsync(
            async () => (await _service.OnlyFollowUpAsync(known)).GetProperty("person").GetProperty("state").GetString() == "known", "it is back");
    }

    [Fact]
    public async Task A_survey_that_is_over_is_not_sent()
    {
        var complaint = _service.AddComplaint();
        await _service.PublishAsync(_service.SurveyIsDue(complaint, Guid.NewGuid()) with { ExpiresAt = _service.Clock.GetUtcNow() });

        (await _service.EventuallyPublishedAsync<MessageFailed>(complaint)).Error.ShouldBe("expired");
    }
}
