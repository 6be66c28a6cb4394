using System.Globalization;
using System.Text;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.FollowUp.Tests;

public sealed class SendingByMailTests : IAsyncLifetime
{
    private readonly SmtpSink _sink = new();
    private readonly MailingFactory _service;

    public SendingByMailTests() => _service = new MailingFactory(_sink.Port);

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _sink.DisposeAsync();
    }

    [Fact]
    public async Task A_mail_server_gets_the_message_once()
    {
        var complaint = _service.AddComplaint();
        var survey = Guid.NewGuid();

        await _service.PublishAsync(_service.SurveyIsDue(complaint, survey));

        var sent = await _service.EventuallyPublishedAsync<MessageSent>(complaint);
        var mail = _sink.Mails.ShouldHaveSingleItem();
        mail.Recipients.ShouldBe(["li@example.com"]);
        mail.Raw.ShouldContain($"<{sent.MessageId:N}@shop.example>");
        Unfold(mail.Raw).ShouldContain(FollowUpFactory.SurveyUrl(survey));
        Directory.Exists(_service.MessagesFolder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_refused_mailbox_is_given_up_at_once()
    {
        _sink.Refusal = "550 no such mailbox";
        var complaint = _service.AddComplaint();

        await _service.PublishAsync(_service.SurveyIsDue(complaint, Guid.NewGuid()));

        (await _service.EventuallyPublishedAsync<MessageFailed>(complaint)).Error.ShouldBe("refused");
        _sink.Refusal = null;
        var message = await _service.EventuallyMessageAsync(complaint, "failed");
        await _service.Manager.PostAsync($"messages/{message.GetProperty("id").GetString()}/retry", null).ShouldBeAsync(200);
        await _service.EventuallyPublishedAsync<MessageSent>(complaint);
    }

    [Fact]
    public async Task A_busy_server_is_tried_again_and_given_up_after_the_last_pause()
    {
        _sink.Refusal = "451 come back later";
        var complaint = _service.AddComplaint();
        await _service.PublishAsync(_service.SurveyIsDue(complaint, Guid.NewGuid()));

        for (var tries = 1; tries <= 6; tries++)
        {
            await Eventually.BeTrueAsync(
                async () => (await _service.EventuallyMessageAsync(complaint, "queued")).GetProperty("attempts").GetInt32() == tries, $"try {tries} failed");
            _service.Clock.Advance(TimeSpan.FromHours(13));
        }

        (await _service.EventuallyPublishedAsync<MessageFailed>(complaint)).Error.ShouldBe("channel_unavailable");
        (await _service.PublishedAsync<MessageSent>(complaint)).ShouldBeEmpty();
    }

    // Quoted-printable: soft line ends and escaped equals signs
    private static string Unfold(string raw) => new StringBuilder(raw).Replace("=\r\n", "").Replace("=3D", "=").ToString();

    private sealed class MailingFactory(int port) : FollowUpFactory(new Dictionary<string, string?>
    {
        ["Mail:Host"] = "127.0.0.1",
        ["Mail:Port"] = port.ToString(CultureInfo.InvariantCulture),
        ["Mail:Tls"] = "false",
        ["Mail:From"] = "service@shop.example",
    });
}
