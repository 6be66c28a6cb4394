using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.FollowUp.Tests;

public sealed class ReadingBouncesTests : IAsyncLifetime
{
    private readonly SmtpSink _sink = new();
    private readonly MailingFactory _service;

    public ReadingBouncesTests() => _service = new MailingFactory(_sink.Port);

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _sink.DisposeAsync();
    }

    [Fact]
    public async Task An_address_that_refused_a_message_is_not_written_to_again()
    {
        _sink.Refusal = "550 5.1.1 no such mailbox";
        var (first, second) = (_service.AddComplaint(), _service.AddComplaint());
        await _service.PublishAsync(_service.SurveyIsDue(first, Guid.NewGuid()));
        (await _service.EventuallyPublishedAsync<MessageFailed>(first)).Error.ShouldBe("refused");
        _sink.Refusal = null;

        await _service.PublishAsync(_service.SurveyIsDue(second, Guid.NewGuid()));

        (await _service.EventuallyPublishedAsync<MessageFailed>(second)).Error.ShouldBe("undeliverable");
        _sink.Mails.ShouldBeEmpty();
        _service.Clock.Advance(TimeSpan.FromDays(181));
        var later = _service.AddComplaint();
        await _service.PublishAsync(_service.SurveyIsDue(later, Guid.NewGuid()));
        await _service.EventuallyPublishedAsync<MessageSent>(later);
    }

    [Fact]
    public async Task A_mail_that_came_back_fails_its_message_and_ends_writing_to_the_address()
    {
        var complaint = _service.AddComplaint();
        await _service.PublishAsync(_service.SurveyIsDue(complaint, Guid.NewGuid()));
        var sent = await _service.EventuallyPublishedAsync<MessageSent>(complaint);

        var answer = await PostAsync(Dsn(sent.MessageId, "failed", "5.1.1")).ShouldBeAsync(200);
        var again = await PostAsync(Dsn(sent.MessageId, "failed", "5.1.1")).ShouldBeAsync(200);

        answer.GetRawText().ShouldBe($$"""{"messageId":"{{sent.MessageId}}","action":"failed","status":"5.1.1","remembered":true}""");
        again.GetProperty("remembered").GetBoolean().ShouldBeFalse();
        (await _service.PublishedAsync<MessageFailed>(complaint)).ShouldHaveSingleItem().Error.ShouldBe("bounced");
        var other = _service.AddComplaint();
        await _service.PublishAsync(_service.SurveyIsDue(other, Guid.NewGuid()));
        (await _service.EventuallyPublishedAsync<MessageFailed>(other)).Error.ShouldBe("undeliverable");
    }

    [Theory]
    [InlineData("delayed", "4.4.1")]
    [InlineData("delivered", "2.0.0")]
    public async Task A_mail_that_is_only_late_changes_nothing(string action, string status)
    {
        var complaint = _service.AddComplaint();
        await _service.PublishAsync(_service.SurveyIsDue(complaint, Guid.NewGuid()));
        var sent = await _service.EventuallyPublishedAsync<MessageSent>(complaint);

        (await PostAsync(Dsn(sent.MessageId, action, status)).ShouldBeAsync(200)).GetProperty("remembered").GetBoolean().ShouldBeFalse();

        (await _service.PublishedAsync<MessageFailed>(complaint)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_no_bounce_of_ours_is_refused_or_changes_nothing()
    {
        (await PostAsync(Dsn(Guid.NewGuid(), "failed", "5.1.1")).ShouldBeAsync(200)).GetProperty("messageId").ValueKind.ShouldBe(JsonValueKind.Null);
        await PostAsync("From: a@b.c\r\nTo: d@e.f\r\nSubject: hello\r\n\r\nno report").ShouldBeProblemAsync(422, "bounce.unreadable");
        await PostAsync("\0\u0001garbage").ShouldBeProblemAsync(422, "bounce.unreadable");
        await _service.Manager.PostJsonAsync("messages/bounces", "{}").ShouldBeProblemAsync(415, "media_type.unsupported");
        await PostAsync(Dsn(Guid.NewGuid(), "failed", "5.1.1"), _service.Agent).ShouldBeProblemAsync(403, "permission.denied");
        var complaint = _service.AddComplaint();
        await _service.PublishAsync(_service.SurveyIsDue(complaint, Guid.NewGuid()));
        var sent = await _service.EventuallyPublishedAsync<MessageSent>(complaint);
        (await PostAsync(Dsn(sent.MessageId, "failed", "5.1.1"), _service.As(Roles.Storefront, "another")).ShouldBeAsync(200))
            .GetProperty("messageId").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private async Task<HttpResponseMessage> PostAsync(string mail, HttpClient? by = null)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(mail));
        content.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
        return await (by ?? _service.Manager).PostAsync("messages/bounces", content);
    }

    // As Postfix writes it
    private static string Dsn(Guid messageId, string action, string status) => $"""
        From: MAILER-DAEMON@mx.example (Mail Delivery System)
        To: no-reply@shop.example
        Subject: Undelivered Mail Returned to Sender
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

        --b1
        Content-Type: text/plain; charset=us-ascii

        I'm sorry to have to inform you that your message could not be delivered.

        --b1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example
        X-Postfix-Queue-ID: 4F2A

        Final-Recipient: rfc822; li@example.com
        Original-Recipient: rfc822;li@example.com
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 5.1.1 no such mailbox

        --b1
        Content-Type: text/rfc822-headers

        From: no-reply@shop.example
        To: li@example.com
        Message-Id: <{messageId:N}@shop.example>

        --b1--
        """.ReplaceLineEndings("\r\n");
}
