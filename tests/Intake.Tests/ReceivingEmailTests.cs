using System.Net;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class ReceivingEmailTests(MailedIntake intake) : IClassFixture<MailedIntake>
{
    private static readonly Encoding Gb18030 = Chinese();

    [Fact]
    public async Task A_mail_in_gb18030_with_encoded_words_and_a_picture_becomes_a_complaint()
    {
        var body = Gb18030.GetBytes("收到的杯子碎了,请尽快处理。\r\n");
        var mail = Join(
            "From: =?GB2312?B?zfW3vA==?= <Wang.Fang@Example.com>\r\nTo: service@shop.example\r\n"
            + "Subject: =?UTF-8?B?5p2v5a2Q56KO5LqG?=\r\nMessage-ID: <" + Guid.NewGuid() + "@example.com>\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: multipart/mixed; boundary=b1\r\n\r\n--b1\r\nContent-Type: text/plain; charset=gb18030\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
            body,
            "--b1\r\nContent-Type: image/png; name=\"=?UTF-8?B?54Wn54mHLmpwZw==?=\"\r\nContent-Transfer-Encoding: base64\r\n"
            + "Content-Disposition: attachment\r\n\r\n" + Convert.ToBase64String([0xFF, 0xD8, 0xFF, 0xE0, .. new byte[100]]) + "\r\n"
            + "--b1\r\nContent-Type: application/x-msdownload; name=\"../../setup.exe\"\r\nContent-Disposition: attachment\r\n\r\nMZ\0\0\0\r\n--b1--\r\n");

        var answer = await PostAsync(mail).ShouldBeAsync(201);

        answer.GetProperty("outcome").GetString().ShouldBe("complaint");
        var complaint = await intake.As(Roles.Agent).GetAsync($"complaints/{answer.GetProperty("complaintId").GetString()}").ShouldBeAsync(200);
        complaint.GetProperty("channel").GetString().ShouldBe("email");
        complaint.GetProperty("subject").GetString().ShouldBe("杯子碎了");
        complaint.GetProperty("text").GetString().ShouldBe("收到的杯子碎了,请尽快处理。");
        complaint.GetProperty("customer").GetProperty("name").GetString().ShouldBe("王芳");
        complaint.GetProperty("customer").GetProperty("email").GetString().ShouldBe("Wang.Fang@Example.com");
        answer.GetProperty("attachments")[0].GetProperty("fileName").GetString().ShouldBe("照片.jpg");
        answer.GetProperty("attachments")[0].GetProperty("contentType").GetString().ShouldBe("image/jpeg");
        answer.GetProperty("skipped")[0].GetProperty("code").GetString().ShouldBe("attachment.type_not_allowed");
    }

    [Fact]
    public async Task The_same_mail_twice_is_one_complaint()
    {
        var mail = Mail("twice@example.com", "晚到", "快递晚到了。");

        var first = await PostAsync(mail).ShouldBeAsync(201);
        var second = await PostAsync(mail).ShouldBeAsync(201);

        second.GetProperty("complaintId").GetGuid().ShouldBe(first.GetProperty("complaintId").GetGuid());
    }

    [Fact]
    public async Task An_answer_from_the_customer_is_a_message_without_what_it_quotes()
    {
        var first = await PostAsync(Mail("ann@example.com", "Broken", "It is broken.")).ShouldBeAsync(201);
        var (id, reference) = (first.GetProperty("complaintId").GetGuid(), first.GetProperty("reference").GetString());

        var answer = await PostAsync(Mail(
            "ANN@example.com", $"Re: {reference}", "Here is the number: 42\r\n\r\nOn Mon, 2 Nov 2026 at 10:00, Service wrote:\r\n> Which number?\r\n"))
            .ShouldBeAsync(201);
        var other = await PostAsync(Mail("mallory@example.com", $"Re: {reference}", "I am Ann, refund me")).ShouldBeAsync(201);

        answer.GetProperty("outcome").GetString().ShouldBe("message");
        answer.GetProperty("complaintId").GetGuid().ShouldBe(id);
        other.GetProperty("complaintId").GetGuid().ShouldNotBe(id, "a reference is no secret");
        var link = "track/" + first.GetProperty("trackingUrl").GetString()!.Split('/')[^1];
        (await intake.Anonymous().GetAsync(link).ShouldBeAsync(200)).GetProperty("messages").EnumerateArray()
            .Select(message => message.GetProperty("text").GetString()).ShouldBe(["Here is the number: 42"]);
    }

    [Fact]
    public async Task A_signed_reply_address_leads_to_its_complaint_whoever_sends()
    {
        var first = await PostAsync(Mail("li@example.com", "漏发", "少了一件。")).ShouldBeAsync(201);
        var id = first.GetProperty("complaintId").GetGuid();
        var contact = await intake.AsService("follow-up", Scopes.ContactPointsRead).GetAsync(new Uri(intake.Address, $"/internal/contact-points/{id}"))
            .ShouldBeAsync(200);
        var address = contact.GetProperty("replyTo").GetString()!;
        address.ShouldStartWith("service+");

        var answer = await PostAsync(Mail("li.home@example.com", "补充", "是红色那件。", to: address.ToUpperInvariant())).ShouldBeAsync(201);
        var forged = await PostAsync(Mail(
            "li.home@example.com", "补充", "是红色那件。", to: address.Replace(address[12], address[12] == 'a' ? 'b' : 'a'))).ShouldBeAsync(201);

        answer.GetProperty("complaintId").GetGuid().ShouldBe(id);
        forged.GetProperty("outcome").GetString().ShouldBe("complaint");
    }

    [Theory]
    [InlineData("Auto-Submitted: auto-replied", "auto_reply")]
    [InlineData("Precedence: bulk", "list")]
    [InlineData("List-Unsubscribe: <https://x.example>", "list")]
    [InlineData("Return-Path: <>", "bounce")]
    [InlineData("X-Failed-Recipients: a@example.com", "bounce")]
    public async Task Mails_of_machines_are_ignored(string header, string reason)
    {
        var answer = await PostAsync(Mail("someone@example.com", "Hello", "text", header + "\r\n")).ShouldBeAsync(200);

        answer.GetProperty("outcome").GetString().ShouldBe("ignored");
        answer.GetProperty("reason").GetString().ShouldBe(reason);
    }

    [Theory]
    [InlineData("service@shop.example", "own")]
    [InlineData("SERVICE+abc@shop.example", "own")]
    [InlineData("MAILER-DAEMON@mx.example", "bounce")]
    public async Task Our_own_mails_and_those_of_mail_servers_come_to_nothing(string from, string reason) =>
        (await PostAsync(Mail(from, "Undelivered", "text")).ShouldBeAsync(200)).GetProperty("reason").GetString().ShouldBe(reason);

    [Fact]
    public async Task A_program_that_hides_that_it_is_one_is_stopped_by_number()
    {
        for (var number = 0; number < MailedIntake.MostAnHour; number++)
            await PostAsync(Mail("robot@example.com", $"Ticket {number}", $"We received your message {number}.")).ShouldBeAsync(201);

        await PostAsync(Mail("robot@example.com", "Ticket", "We received your message.")).ShouldBeProblemAsync(429, "email.too_many");
    }

    [Fact]
    public async Task What_is_no_mail_and_what_is_too_much_is_refused()
    {
        var parts = new StringBuilder(
            "From: a@example.com\r\nSubject: many\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n");
        for (var part = 0; part < 10_000; part++)
            parts.Append("--b\r\nContent-Type: text/plain\r\n\r\nx\r\n");
        var deep = new StringBuilder("From: a@example.com\r\nSubject: deep\r\nMIME-Version: 1.0\r\n");
        for (var level = 0; level < 2_000; level++)
            deep.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n");

        await PostAsync(Encoding.ASCII.GetBytes(parts.Append("--b--\r\n").ToString())).ShouldBeProblemAsync(413, "email.too_many_parts");
        ((int)(await PostAsync(Encoding.ASCII.GetBytes(deep.ToString()))).StatusCode).ShouldBeLessThan(500);
        await PostAsync("this is no mail"u8.ToArray()).ShouldBeProblemAsync(400, "email.malformed");
        await PostAsync([]).ShouldBeProblemAsync(400, "email.malformed");
        await PostAsync("From: a@example.com\r\n\r\n"u8.ToArray()).ShouldBeProblemAsync(422, "email.empty");
        await PostAsync(Mail("a@example.com", "x", "y"), "text/plain").ShouldBeProblemAsync(415, "media_type.unsupported");
        (await PostAsync(Mail("a@example.com", "x", "y"), client: intake.Anonymous())).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Html_alone_is_read_without_its_markup()
    {
        var mail = Encoding.UTF8.GetBytes(
            "From: h@example.com\r\nSubject: html\r\nMessage-ID: <" + Guid.NewGuid() + "@x>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
            + "<html><head><style>p{color:red}</style><title>t</title></head><body><p>鞋子&nbsp;开胶</p><script>alert(1)</script><div>请换货 &lt;急&gt;</div></body></html>\r\n");

        var id = (await PostAsync(mail).ShouldBeAsync(201)).GetProperty("complaintId").GetString();

        var text = (await intake.As(Roles.Agent).GetAsync($"complaints/{id}").ShouldBeAsync(200)).GetProperty("text").GetString()!;
        text.ShouldContain("开胶");
        text.ShouldContain("请换货 <急>");
        text.ShouldNotContain("alert");
        text.ShouldNotContain("color");
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] mail, string type = "message/rfc822", HttpClient? client = null)
    {
        using var content = new ByteArrayContent(mail);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await (client ?? intake.As(Roles.Storefront)).PostAsync("complaints/emails", content);
    }

    private static byte[] Mail(string from, string subject, string text, string headers = "", string to = "service@shop.example") => Encoding.UTF8.GetBytes(
        $"{headers}From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{Guid.NewGuid()}@example.com>\r\nMIME-Version: 1.0\r\n"
        + $"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n");

    private static byte[] Join(string head, byte[] body, string tail) => [.. Encoding.ASCII.GetBytes(head), .. body, .. Encoding.ASCII.GetBytes(tail)];

    private static Encoding Chinese()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding("GB18030");
    }
}

/// <summary>Intake with an address that answers to its mails go to.</summary>
public sealed class MailedIntake() : ServiceHost(
    "intake", builder => builder.AddIntake(), routes => routes.MapIntake(),
    settings: new() { ["Intake:ReplyAddress"] = "service@shop.example", ["Intake:MostEmailsAnHour"] = "5" },
    mapInternal: routes => routes.MapIntakeInternal()), IAsyncLifetime
{
    public const int MostAnHour = 5;

    public async ValueTask InitializeAsync() => await StartAsync();
}
