using System.Text;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.FollowUp.Tests;

public sealed class TellingCustomersTests(FollowUpFactory service) : IClassFixture<FollowUpFactory>
{
    private readonly string _email = $"u{Guid.NewGuid():N}@example.com";

    [Fact]
    public async Task An_offer_is_told_once_with_what_is_offered()
    {
        var complaint = service.AddComplaint(_email);
        var offer = Offer(complaint, expiresIn: TimeSpan.FromHours(4));

        await service.PublishAsync(offer);
        await service.PublishAsync(offer);

        (await service.EventuallyPublishedAsync<MessageSent>(complaint)).Template.ShouldBe("offer_made");
        var text = await File.ReadAllTextAsync(service.FileAbout(FollowUpFactory.TrackingUrl(complaint)).ShouldNotBeNull());
        text.ShouldContain("- 退款 50.00 CNY");
        text.ShouldNotContain("List-Unsubscribe");
        var all = await service.Manager.GetAsync($"messages?complaintId={complaint}").ShouldBeAsync(200);
        all.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task An_offer_that_nobody_answers_is_brought_to_mind_a_day_before_it_ends()
    {
        var (silent, quick) = (service.AddComplaint(_email), service.AddComplaint($"q{_email}"));
        await service.PublishAsync(Offer(silent, TimeSpan.FromDays(3)));
        await service.PublishAsync(Offer(quick, TimeSpan.FromDays(3)));
        await service.PublishAsync(new OfferAccepted
        {
            EventId = SequentialId.Next(),
            OccurredAt = service.Clock.GetUtcNow(),
            StorefrontId = ServiceHost.Storefront,
            ComplaintId = quick,
            Version = 4,
            Cycle = 1,
            State = "executing",
            OfferId = Guid.NewGuid(),
            Kind = "refund",
            By = "customer",
        });
        await TemplatesAsync(silent, 1);

        service.Clock.Advance(TimeSpan.FromHours(49));

        (await TemplatesAsync(silent, 2)).ShouldBe(["offer_made", "offer_expiring"]);
        (await TemplatesAsync(quick, 1)).ShouldBe(["offer_made"]);
        var reminders = await service.Manager.GetAsync($"messages?complaintId={quick}&template=offer_expiring").ShouldBeAsync(200);
        reminders.GetProperty("items")[0].GetProperty("state").GetString().ShouldBe("cancelled");
    }

    [Theory]
    [InlineData("progress", "progress")]
    [InlineData("delay", "delay")]
    [InlineData("offer_withdrawn", "progress")]
    public async Task News_of_the_case_reaches_its_customer_before_it_is_asked_for(string kind, string template)
    {
        var complaint = service.AddComplaint(_email, language: "en");

        await service.PublishAsync(Offer(complaint, TimeSpan.FromDays(1)) with { Kind = kind, Language = "en", Text = "The parcel is in Hamburg." });

        (await service.EventuallyPublishedAsync<MessageSent>(complaint)).Template.ShouldBe(template);
        var text = await File.ReadAllTextAsync(service.FileAbout(FollowUpFactory.TrackingUrl(complaint)).ShouldNotBeNull());
        text.ShouldContain(kind == "offer_withdrawn" ? "No longer offered: 退款 50.00 CNY" : "The parcel is in Hamburg.");
    }

    [Fact]
    public async Task What_ends_starts_again_or_is_done_is_told()
    {
        var (done, reopened, closed, rejected) = (
            service.AddComplaint($"a{_email}"), service.AddComplaint($"b{_email}"), service.AddComplaint($"c{_email}"), service.AddComplaint($"d{_email}"));

        await service.PublishAsync(new TaskCompleted
        {
            EventId = SequentialId.Next(),
            OccurredAt = service.Clock.GetUtcNow(),
            StorefrontId = ServiceHost.Storefront,
            ComplaintId = done,
            Version = 4,
            Cycle = 1,
            State = "executing",
            TaskId = Guid.NewGuid(),
            Department = "finance",
        });
        await service.PublishAsync(service.Reopened(reopened));
        await service.PublishAsync(service.Closed(closed, reason: "satisfied"));
        await service.PublishAsync(service.Closed(service.AddComplaint($"e{_email}"), reason: "withdrawn"));
        await service.PublishAsync(new ApprovalDecided
        {
            EventId = SequentialId.Next(),
            OccurredAt = service.Clock.GetUtcNow(),
            StorefrontId = ServiceHost.Storefront,
            ComplaintId = rejected,
            Version = 4,
            Cycle = 1,
            State = "in_progress",
            ApprovalId = Guid.NewGuid(),
            OfferId = Guid.NewGuid(),
            Decision = "rejected",
        });

        (await TemplatesAsync(done, 1)).ShouldBe(["task_done"]);
        (await TemplatesAsync(reopened, 1)).ShouldBe(["reopened"]);
        (await TemplatesAsync(closed, 1)).ShouldBe(["thanks"]);
        (await TemplatesAsync(rejected, 1)).ShouldBe(["approval_result"]);
    }

    [Fact]
    public async Task Those_whose_complaints_led_to_a_change_hear_of_it_once_and_can_refuse_with_one_click()
    {
        var complaint = service.AddComplaint(_email);
        var verified = new CorrectiveActionVerified
        {
            EventId = SequentialId.Next(),
            OccurredAt = service.Clock.GetUtcNow(),
            StorefrontId = ServiceHost.Storefront,
            Version = 3,
            ActionId = Guid.NewGuid(),
            CauseId = Guid.NewGuid(),
            CauseName = "x",
            Title = "x",
            EffectiveAt = service.Clock.GetUtcNow(),
            ImprovementZh = "我们改用了加厚纸箱。",
            Batch = 1,
            Batches = 1,
            Complaints = [complaint],
        };

        await service.PublishAsync(verified);
        await service.PublishAsync(verified with { EventId = SequentialId.Next(), Version = 5 });

        (await TemplatesAsync(complaint, 1)).ShouldBe(["improvement_report"]);
        var text = await File.ReadAllTextAsync(service.FileAbout(FollowUpFactory.TrackingUrl(complaint)).ShouldNotBeNull());
        text.ShouldContain("我们改用了加厚纸箱。");
        var header = text.Split("\r\n\r\n")[0].Replace("\r\n ", " ").Replace("\r\n\t", " ");
        header.ShouldContain($"List-Unsubscribe: <{FollowUpFactory.TrackingUrl(complaint)}/opt-out>");
        header.ShouldContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    }

    [Fact]
    public async Task Who_opted_out_hears_nothing()
    {
        var complaint = service.AddComplaint(_email, optedOut: true);

        await service.PublishAsync(Offer(complaint, TimeSpan.FromHours(4)));

        (await service.EventuallyPublishedAsync<MessageFailed>(complaint)).Error.ShouldBe("opted_out");
    }

    [Fact]
    public async Task A_customer_gets_no_more_news_in_a_day_than_the_policy_says_and_the_rest_the_day_after()
    {
        var complaints = Enumerable.Range(0, 6).Select(_ => service.AddComplaint(_email)).ToList();
        foreach (var complaint in complaints)
            await service.PublishAsync(Offer(complaint, TimeSpan.FromDays(1)) with { Kind = "progress" });

        await Eventually.BeTrueAsync(async () => (await CountAsync("sent"), await HeldAsync()) == (4, 2), "four left and two wait");
        // What the customer waits for is not held back
        await service.PublishAsync(Offer(complaints[0], TimeSpan.FromHours(4)));
        await Eventually.BeTrueAsync(async () => await CountAsync("sent") == 5, "the offer left");
        service.Clock.Advance(TimeSpan.FromHours(25));
        await Eventually.BeTrueAsync(async () => await CountAsync("sent") == 7, "the others left");

        async Task<int> CountAsync(string state)
        {
            var count = 0;
            foreach (var complaint in complaints)
                count += (await service.Manager.GetAsync($"messages?complaintId={complaint}&state={state}").ShouldBeAsync(200)).GetProperty("items").GetArrayLength();
            return count;
        }

        async Task<int> HeldAsync()
        {
            var held = 0;
            foreach (var complaint in complaints)
            {
                held += (await service.Manager.GetAsync($"messages?complaintId={complaint}&state=queued").ShouldBeAsync(200)).GetProperty("items")
                    .EnumerateArray().Count(item => item.GetProperty("error").GetString() == "frequency_cap");
            }

            return held;
        }
    }

    private CustomerUpdateDue Offer(Guid complaint, TimeSpan expiresIn) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = service.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = complaint,
        Version = 3,
        Cycle = 1,
        State = "awaiting_customer",
        Kind = "offer",
        Language = "zh-CN",
        Remedies =
        [
            new CustomerUpdateDue.Remedy
            {
                OfferId = Guid.NewGuid(), Kind = "refund", Name = "退款", Value = new EventMoney { Amount = 50m, Currency = "CNY" },
                ExpiresAt = service.Clock.GetUtcNow() + expiresIn,
            },
        ],
    };

    private async Task<List<string>> TemplatesAsync(Guid complaint, int count)
    {
        await Eventually.BeTrueAsync(async () => (await service.PublishedAsync<MessageSent>(complaint)).Count >= count, $"{count} messages left");
        return [.. (await service.PublishedAsync<MessageSent>(complaint)).Select(sent => sent.Template)];
    }
}

/// <summary>A policy of its own, so that no other test is turned by it.</summary>
public sealed class ChoosingMessagesTests(FollowUpFactory service) : IClassFixture<FollowUpFactory>
{
    [Fact]
    public async Task Which_messages_leave_and_who_reads_the_report_is_policy()
    {
        var policy = await service.Manager.GetAsync("follow-up-policies");
        var body = System.Text.Json.Nodes.JsonNode.Parse(await policy.Content.ReadAsStringAsync())!;
        body["automaticMessages"] = new System.Text.Json.Nodes.JsonArray("thanks");
        body["reportSubscribers"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"email":"boss@example.com","language":"en"},{"email":"lao@example.com"}]""");
        await service.Manager.PutJsonAsync("follow-up-policies", body.ToJsonString(), ("If-Match", policy.Headers.ETag!.Tag)).ShouldBeAsync(200);
        var complaint = service.AddComplaint();

        await service.PublishAsync(service.Reopened(complaint));
        await service.PublishAsync(new MonthlyReportReady
        {
            EventId = SequentialId.Next(),
            OccurredAt = service.Clock.GetUtcNow(),
            StorefrontId = ServiceHost.Storefront,
            Version = 1,
            Month = "2026-02",
        });

        await Eventually.BeTrueAsync(() => service.FileAbout("To: boss@example.com") is not null && service.FileAbout("To: lao@example.com") is not null,
            "both are told");
        Encoding.UTF8.GetString(await File.ReadAllBytesAsync(service.FileAbout("To: boss@example.com")!)).ShouldContain("in 2026-02 is ready");
        (await service.Manager.GetAsync($"messages?complaintId={complaint}").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(0);
        body["automaticMessages"] = new System.Text.Json.Nodes.JsonArray("poems");
        await service.Manager.PutJsonAsync("follow-up-policies", body.ToJsonString(), ("If-Match", "*"))
            .ShouldBeProblemAsync(400, "request.invalid", "/automaticMessages");
    }
}
