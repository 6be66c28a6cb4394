using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.FollowUp.Templates;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Testing;
using MimeKit;

namespace ComplaintPlatform.FollowUp.Tests;

/// <summary>Every kind of message there is leaves when its event comes, in both languages. What is in no row here nobody would ever get.</summary>
public sealed class LeavingOnTheirEventTests(FollowUpFactory service) : IClassFixture<FollowUpFactory>
{
    private static readonly (string Template, Func<FollowUpFactory, Guid, string, IDomainEvent> Event, TimeSpan After)[] Table =
    [
        ("acknowledgement", (at, id, language) => at.Received(id, language: language), TimeSpan.Zero),
        ("offer_made", (at, id, language) => UpdateOf(at, id, "offer", language, TimeSpan.FromHours(4)), TimeSpan.Zero),
        ("offer_expiring", (at, id, language) => UpdateOf(at, id, "offer", language, TimeSpan.FromDays(3)), TimeSpan.FromHours(49)),
        ("progress", (at, id, language) => UpdateOf(at, id, "progress", language, TimeSpan.FromDays(1)), TimeSpan.Zero),
        ("delay", (at, id, language) => UpdateOf(at, id, "delay", language, TimeSpan.FromDays(1)), TimeSpan.Zero),
        ("gift", (at, id, language) => UpdateOf(at, id, "gift", language, TimeSpan.FromDays(2)), TimeSpan.Zero),
        ("apology", (at, id, language) => Sorry(UpdateOf(at, id, "gift", language, TimeSpan.FromDays(2))), TimeSpan.Zero),
        ("approval_result", (at, id, _) => Rejected(at, id), TimeSpan.Zero),
        ("task_done", (at, id, _) => Done(at, id), TimeSpan.Zero),
        ("resolved", (at, id, _) => at.Resolved(id, "general"), TimeSpan.Zero),
        ("follow_up", (at, id, _) => at.Resolved(id, "general"), TimeSpan.FromHours(25)),
        ("thanks", (at, id, _) => at.Closed(id, reason: "satisfied"), TimeSpan.Zero),
        ("improvement_report", (at, id, _) => Verified(at, id), TimeSpan.Zero),
        ("reopened", (at, id, _) => at.Reopened(id), TimeSpan.Zero),
        ("survey", (at, id, _) => at.SurveyIsDue(id, Guid.NewGuid()), TimeSpan.Zero),
        ("survey_reminder", (at, id, _) => at.SurveyIsDue(id, Guid.NewGuid(), reminder: true), TimeSpan.Zero),
        ("staff_notice", (at, id, _) => Escalated(at, id), TimeSpan.Zero),
        ("monthly_report", (at, _, _) => Ready(at), TimeSpan.Zero),
    ];

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var (template, _, _) in Table)
            {
                rows.Add(template, "zh-CN");
                rows.Add(template, "en");
            }

            return rows;
        }
    }

    [Fact]
    public void There_is_no_template_that_no_event_sends() =>
        MessageTemplates.Known.Keys.ShouldBe(Table.Select(row => row.Template), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task It_leaves_when_its_event_comes(string template, string language)
    {
        var (_, happened, after) = Table.Single(row => row.Template == template);
        var address = $"u{Guid.NewGuid():N}@example.com";
        var complaint = service.AddComplaint(address, language: language, name: "李雷");
        if (MessageTemplates.Known[template] is null)
            await SubscribeAsync(address, language);

        await service.PublishAsync(happened(service, complaint, language));
        service.Clock.Advance(after);

        var file = await Eventually.BecomeAsync(
            () => Task.FromResult(Directory.Exists(service.MessagesFolder)
                ? Directory.GetFiles(service.MessagesFolder, $"*-{template}-*.eml").FirstOrDefault(name => File.ReadAllText(name).Contains($"To: {address}"))
                : null),
            $"{template} leaves");
        using var letter = await MimeMessage.LoadAsync(file, TestContext.Current.CancellationToken);
        var text = letter.TextBody.ShouldNotBeNull();
        text.ShouldNotContain("{");
        // The name stays as it is; all other words are of the language
        IsChinese(text.Replace("李雷", "")).ShouldBe(language == "zh-CN", text);
        IsChinese(letter.Subject.ShouldNotBeNull()).ShouldBe(language == "zh-CN", letter.Subject);
        if (MessageTemplates.Known[template] is not null)
            (await service.EventuallyPublishedAsync<MessageSent>(complaint)).ComplaintId.ShouldBe(complaint);
    }

    private Task SubscribeAsync(string address, string language) => service.ChangePolicyAsync(policy =>
    {
        policy["noticeSubscribers"] = new JsonArray(JsonNode.Parse($$"""{"email":"{{address}}","language":"{{language}}","on":["escalated"]}"""));
        policy["reportSubscribers"] = new JsonArray(JsonNode.Parse($$"""{"email":"{{address}}","language":"{{language}}"}"""));
    });

    private static bool IsChinese(string text) => text.Any(letter => letter is >= '\u4e00' and <= '\u9fff');

    private static CustomerUpdateDue UpdateOf(FollowUpFactory at, Guid complaint, string kind, string language, TimeSpan expiresIn) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = at.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = complaint,
        Version = 3,
        Cycle = 1,
        State = "awaiting_customer",
        Kind = kind,
        Language = language,
        Text = language == "en" ? "The parcel is in Hamburg." : "包裹已到达杭州。",
        Remedies =
        [
            new CustomerUpdateDue.Remedy
            {
                OfferId = Guid.NewGuid(), Kind = "refund", Name = language == "en" ? "Refund" : "退款",
                Value = new EventMoney { Amount = 50m, Currency = "CNY" }, ExpiresAt = at.Clock.GetUtcNow() + expiresIn,
            },
        ],
    };

    private static CustomerUpdateDue Sorry(CustomerUpdateDue gift) =>
        gift with { Remedies = [gift.Remedies[0] with { Kind = "apology", Value = null }] };

    private static ApprovalDecided Rejected(FollowUpFactory at, Guid complaint) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = at.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = complaint,
        Version = 4,
        Cycle = 1,
        State = "in_progress",
        ApprovalId = Guid.NewGuid(),
        OfferId = Guid.NewGuid(),
        Decision = "rejected",
    };

    private static TaskCompleted Done(FollowUpFactory at, Guid complaint) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = at.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = complaint,
        Version = 4,
        Cycle = 1,
        State = "executing",
        TaskId = Guid.NewGuid(),
        Department = "finance",
    };

    private static CorrectiveActionVerified Verified(FollowUpFactory at, Guid complaint) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = at.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        Version = 3,
        ActionId = Guid.NewGuid(),
        CauseId = Guid.NewGuid(),
        CauseName = "x",
        Title = "x",
        EffectiveAt = at.Clock.GetUtcNow(),
        ImprovementZh = "我们改用了加厚纸箱。",
        ImprovementEn = "We now pack in thicker boxes.",
        Batch = 1,
        Batches = 1,
        Complaints = [complaint],
    };

    private static CaseEscalated Escalated(FollowUpFactory at, Guid complaint) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = at.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        ComplaintId = complaint,
        Version = 4,
        Cycle = 1,
        State = "in_progress",
        Level = "supervisor",
        Reason = "x",
    };

    private static MonthlyReportReady Ready(FollowUpFactory at) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = at.Clock.GetUtcNow(),
        StorefrontId = ServiceHost.Storefront,
        Version = 1,
        Month = "2026-02",
    };
}
