using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.FollowUp.Tests;

public sealed class AcknowledgingComplaintsTests(FollowUpFactory service) : IClassFixture<FollowUpFactory>
{
    private readonly string _email = $"u{Guid.NewGuid():N}@example.com";

    [Theory]
    [InlineData(null, "快递晚到了五天", "您的投诉已收到")]
    [InlineData(null, "The parcel came five days late, and the kettle 电热水壶 leaks", "您的投诉已收到")]
    [InlineData(null, "The parcel came five days late.", "We have received your complaint")]
    [InlineData("en", "快递晚到了五天", "We have received your complaint")]
    public async Task Who_files_a_complaint_is_answered_at_once_and_once(string? stated, string text, string answer)
    {
        var complaint = service.AddComplaint(_email, language: null);
        var received = service.Received(complaint, language: stated, text: text);

        await service.PublishAsync(received);
        await service.PublishAsync(received);
        await service.PublishAsync(received with { EventId = Guid.NewGuid() });

        (await service.EventuallyPublishedAsync<MessageSent>(complaint)).Template.ShouldBe("acknowledgement");
        var file = Directory.GetFiles(service.MessagesFolder).Single(file => MessageFile.Text(file).Contains(FollowUpFactory.TrackingUrl(complaint)));
        MessageFile.Text(file).ShouldContain(answer);
        (await service.Manager.GetAsync($"messages?complaintId={complaint}").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("imported", true)]
    [InlineData("spotted", true)]
    [InlineData("filed", false)]
    public async Task Who_filed_nothing_or_left_no_address_is_not_written_to(string origin, bool hasContact)
    {
        var complaint = service.AddComplaint(_email);

        await service.PublishAsync(service.Received(complaint, origin: origin, hasContact: hasContact));

        (await service.Manager.GetAsync($"messages?complaintId={complaint}").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Where_there_is_no_way_to_the_customer_nothing_has_failed()
    {
        var complaint = service.AddComplaint(email: null);

        await service.PublishAsync(service.Received(complaint, hasContact: null));

        (await service.EventuallyMessageAsync(complaint, "cancelled")).GetProperty("error").GetString().ShouldBe("no_address");
        (await service.PublishedAsync<MessageFailed>(complaint)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_lay_somewhere_for_days_is_not_acknowledged_any_more()
    {
        var complaint = service.AddComplaint(_email);

        await service.PublishAsync(service.Received(complaint) with { OccurredAt = service.Clock.GetUtcNow().AddDays(-3) });

        (await service.Manager.GetAsync($"messages?complaintId={complaint}").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_result_that_did_not_hold_is_not_told()
    {
        var (overtaken, held) = (service.AddComplaint(_email), service.AddComplaint($"n{_email}"));

        await service.PublishAsync(service.Reopened(overtaken));
        await service.PublishAsync(service.Resolved(overtaken));
        await service.PublishAsync(service.Resolved(held) with { Summary = "已退款 50 元并致歉" });

        await service.EventuallyPublishedAsync<MessageSent>(held);
        MessageFile.Text(service.FileAbout(FollowUpFactory.TrackingUrl(held)).ShouldNotBeNull()).ShouldContain("已退款 50 元并致歉");
        (await service.Manager.GetAsync($"messages?complaintId={overtaken}&template=resolved").ShouldBeAsync(200)).GetProperty("items")
            .GetArrayLength().ShouldBe(0);
    }
}

/// <summary>Each test changes the policy, so each has a service of its own.</summary>
public sealed class ChoosingAcknowledgementsTests : IAsyncLifetime
{
    private readonly FollowUpFactory _service = new();

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task By_which_channels_they_are_sent_is_policy()
    {
        await _service.ChangePolicyAsync(policy => policy["acknowledgedChannels"] = new JsonArray("email", "letter"));
        var (mail, call) = (_service.AddComplaint(), _service.AddComplaint());

        await _service.PublishAsync(_service.Received(call, "phone"));
        await _service.PublishAsync(_service.Received(mail, "email"));

        await _service.EventuallyPublishedAsync<MessageSent>(mail);
        (await _service.Manager.GetAsync($"messages?complaintId={call}").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Without_the_template_in_the_policy_none_is_sent_and_the_number_is_kept_all_the_same()
    {
        await _service.ChangePolicyAsync(policy => policy["automaticMessages"] = new JsonArray("thanks"));
        var complaint = _service.AddComplaint();

        await _service.PublishAsync(_service.Received(complaint));
        await _service.PublishAsync(_service.Resolved(complaint));

        (await _service.Manager.GetAsync($"messages?complaintId={complaint}").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await _service.OnlyFollowUpAsync(complaint)).GetProperty("reference").GetString().ShouldBe($"C-{complaint:N}"[..12]);
    }
}
