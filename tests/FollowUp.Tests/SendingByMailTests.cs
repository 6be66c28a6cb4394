using System.Globalization;
using System.Text;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Testing;
using MimeKit;

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
                async () => (await _service.EventuallyMessageAsync(complaint, "queued")).GetProperty("attempts").GetInt32() == tries,
                $"try {tries} failed");
            _service.Clock.Advance(TimeSpan.FromHours(24));
        }

        (await _service.EventuallyPublishedAsync<MessageFailed>(complaint)).Error.ShouldBe("channel_unavailable");
        (await _service.PublishedAsync<MessageSent>(complaint)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("josé.ramón@example.com")]
    [InlineData("王芳@例子.中国")]
    public async Task An_address_beyond_ascii_goes_to_a_server_that_takes_it(string address)
    {
        var complaint = _service.AddComplaint(email: address);

        await _service.PublishAsync(_service.SurveyIsDue(complaint, Guid.NewGuid()));

        await _service.EventuallyPublishedAsync<MessageSent>(complaint);
        _sink.Mails.ShouldHaveSingleItem().Recipients.ShouldHaveSingleItem().ShouldStartWith(address[..address.IndexOf('@')]);
    }

    [Fact]
    public async Task Where_the_server_takes_ascii_alone_such_an_address_fails_at_once()
    {
        _sink.TakesUtf8 = false;
        var complaint = _service.AddComplaint(email: "josé@example.com");
        var reachable = _service.AddComplaint(email: "jose@exämple.com");

        await _service.PublishAsync(_service.SurveyIsDue(complaint, Guid.NewGuid()));
        await _service.PublishAsync(_service.SurveyIsDue(reachable, Guid.NewGuid()));

        (await _service.EventuallyPublishedAsync<MessageFailed>(complaint)).Error.ShouldBe("refused");
        await _service.EventuallyPublishedAsync<MessageSent>(reachable);
        _sink.Mails.ShouldHaveSingleItem().Recipients.ShouldBe(["jose@xn--exmple-cua.com"]);
    }

    [Fact]
    public async Task A_letter_has_text_and_html_in_lines_that_every_server_takes()
    {
        var complaint = _service.AddComplaint(name: "王芳");
        await _service.PublishAsync(_service.SurveyIsDue(complaint, Guid.NewGuid()));
        await _service.EventuallyPublishedAsync<MessageSent>(complaint);

        var raw = _sink.Mails.ShouldHaveSingleItem().Raw;

        raw.ShouldNotContain("=0A");
        raw.Split("\r\n").ShouldAllBe(line => line.Length <= 78);
        raw.ShouldAllBe(character => char.IsAscii(character));
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(raw));
        using var letter = await MimeMessage.LoadAsync(stream, TestContext.Current.CancellationToken);
        letter.Subject.ShouldNotBeNull().ShouldContain("请评价");
        letter.TextBody.ShouldNotBeNull().ShouldContain("王芳,您好:");
        letter.HtmlBody.ShouldNotBeNull().ShouldContain("<a href=\"https://shop.example/api/v1/surveys/");
    }

    [Fact]
    public async Task A_server_that_breaks_off_is_tried_again()
    {
        _sink.ClosesInTheMiddle = true;
        var complaint = _service.AddComplaint();
        await _service.PublishAsync(_service.SurveyIsDue(complaint, Guid.NewGuid()));
        await Eventually.BeTrueAsync(
            async () => (await _service.EventuallyMessageAsync(complaint, "queued")).GetProperty("attempts").GetInt32() == 1,
            "the try failed");

        _sink.ClosesInTheMiddle = false;
        _service.Clock.Advance(TimeSpan.FromMinutes(2));

        await _service.EventuallyPublishedAsync<MessageSent>(complaint);
        _sink.Mails.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_left_after_the_time_limit()
    {
        _sink.Hangs = true;
        var complaint = _service.AddComplaint();

        await _service.PublishAsync(_service.SurveyIsDue(complaint, Guid.NewGuid()));

        await Eventually.BeTrueAsync(
            async () => (await _service.EventuallyMessageAsync(complaint, "queued")).GetProperty("attempts").GetInt32() == 1,
            "the try failed");
    }

    // Quoted-printable: soft line ends and escaped equals signs
    private static string Unfold(string raw) => new StringBuilder(raw).Replace("=\r\n", "").Replace("=3D", "=").ToString();
}

/// <summary>Mail goes to a server on this machine.</summary>
public sealed class MailingFactory(int port) : FollowUpFactory(new Dictionary<string, string?>
{
    ["Mail:Host"] = "127.0.0.1",
    ["Mail:Port"] = port.ToString(CultureInfo.InvariantCulture),
    ["Mail:Tls"] = "false",
    ["Mail:TimeLimit"] = "00:00:03",
    ["Mail:From"] = "service@shop.example",
});
