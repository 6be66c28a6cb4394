using System.Globalization;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.FollowUp.Storefronts;
using ComplaintPlatform.FollowUp.Templates;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ComplaintPlatform.FollowUp.Messages;

internal static class CaseMessages
{
    /// <summary>Those that an event sends; each can be turned off by policy.</summary>
    public static IReadOnlyList<string> Templates { get; } =
    [
        MessageTemplates.Acknowledgement, MessageTemplates.OfferMade, MessageTemplates.OfferExpiring, MessageTemplates.Progress, MessageTemplates.Delay,
        MessageTemplates.ApprovalResult, MessageTemplates.TaskDone, MessageTemplates.Resolved, MessageTemplates.Reopened, MessageTemplates.Thanks,
        MessageTemplates.Gift, MessageTemplates.Apology, MessageTemplates.ImprovementReport,
    ];
}

/// <summary>What happens in a case is told to its customer, by the policy of the storefront.</summary>
internal sealed class CaseMessagesConsumer(FollowUpDbContext db, PolicySet<FollowUpPolicy> policies, TimeProvider clock)
    : IEventConsumer<CustomerUpdateDue>, IEventConsumer<ApprovalDecided>, IEventConsumer<TaskCompleted>, IEventConsumer<CaseResolved>,
    IEventConsumer<CaseReopened>, IEventConsumer<CaseClosed>, IEventConsumer<OfferAccepted>, IEventConsumer<OfferRefused>, IEventConsumer<OfferCountered>,
    IEventConsumer<OfferWithdrawn>
{
    // Told later than this, it is no news any more
    private static readonly TimeSpan WorthTelling = TimeSpan.FromDays(7);

    public async Task HandleAsync(CustomerUpdateDue message, CancellationToken ct)
    {
        var isEnglish = message.Language == "en";
        switch (message.Kind)
        {
            case "offer":
                await OfferAsync(message, isEnglish, ct);
                break;
            case "offer_withdrawn":
                var gone = string.Join('\n', message.Remedies.Select(remedy => (isEnglish ? "No longer offered: " : "以下方案已撤回:") + Line(remedy)));
                await AddAsync(message, MessageTemplates.Progress, $"{message.EventId:N}", message.Language, gone, ct);
                break;
            case "gift":
                var zone = Storefront.ZoneOf(await db.KnownStorefronts.AsNoTracking().FirstOrDefaultAsync(
                    row => row.StorefrontId == message.StorefrontId, ct));
                var given = string.Join('\n', message.Remedies.Select(remedy => "- " + Line(remedy) + By(remedy.ExpiresAt, zone, isEnglish)));
                // Being sorry is nothing that is handed over
                var template = message.Remedies.All(remedy => remedy.Kind == "apology") ? MessageTemplates.Apology : MessageTemplates.Gift;
                await AddAsync(message, template, $"{message.EventId:N}", message.Language, given, ct);
                break;
            case "delay":
                await AddAsync(message, MessageTemplates.Delay, $"{message.EventId:N}", message.Language, message.Text, ct);
                break;
            default:
                await AddAsync(message, MessageTemplates.Progress, $"{message.EventId:N}", message.Language, message.Text, ct);
                break;
        }
    }

    // An approved offer is told of as an offer: what the customer still waits for is a decision against one
    public async Task HandleAsync(ApprovalDecided message, CancellationToken ct)
    {
        if (message.Decision == "rejected")
            await AddAsync(message, MessageTemplates.ApprovalResult, $"{message.ApprovalId:N}", null, null, ct);
    }

    public Task HandleAsync(TaskCompleted message, CancellationToken ct) =>
        AddAsync(message, MessageTemplates.TaskDone, $"{message.TaskId:N}", null, null, ct);

    public async Task HandleAsync(CaseResolved message, CancellationToken ct)
    {
        // What came after it tells the customer more
        if (await db.Cases.AnyAsync(row => row.ComplaintId == message.ComplaintId && row.CaseVersion > message.Version, ct))
            return;
        await AddAsync(message, MessageTemplates.Resolved, $"{message.Cycle}", message.Case.Language, message.Summary, ct);
    }

    public async Task HandleAsync(CaseReopened message, CancellationToken ct)
    {
        await ForgetAsync(message.ComplaintId, MessageTemplates.Resolved, ct);
        await ForgetOffersAsync(message.ComplaintId, ct);
        await AddAsync(message, MessageTemplates.Reopened, $"{message.Cycle}", null, null, ct);
    }

    public async Task HandleAsync(CaseClosed message, CancellationToken ct)
    {
        await ForgetOffersAsync(message.ComplaintId, ct);
        if (message.Reason == "satisfied")
            await AddAsync(message, MessageTemplates.Thanks, $"{message.Cycle}", message.Case.Language, null, ct);
    }

    public Task HandleAsync(OfferAccepted message, CancellationToken ct) => ForgetOffersAsync(message.ComplaintId, ct);

    public Task HandleAsync(OfferRefused message, CancellationToken ct) => ForgetOffersAsync(message.ComplaintId, ct);

    public Task HandleAsync(OfferCountered message, CancellationToken ct) => ForgetOffersAsync(message.ComplaintId, ct);

    public Task HandleAsync(OfferWithdrawn message, CancellationToken ct) => ForgetOffersAsync(message.ComplaintId, ct);

    private async Task OfferAsync(CustomerUpdateDue message, bool isEnglish, CancellationToken ct)
    {
        // A new offer replaces the reminder of an older one
        await ForgetOffersAsync(message.ComplaintId, ct);
        var news = string.Join('\n', message.Remedies.Select(remedy => "- " + Line(remedy)));
        if (!string.IsNullOrWhiteSpace(message.Text))
            news += "\n" + message.Text;
        await AddAsync(message, MessageTemplates.OfferMade, $"{message.EventId:N}", message.Language, news, ct);
        if (message.Remedies.Count == 0)
            return;

        var (policy, _) = await policies.ReadAsync(db, message.StorefrontId, ct);
        var ends = message.Remedies.Min(remedy => remedy.ExpiresAt);
        var remindAt = ends.AddHours(-policy.OfferReminderHours);
        if (policy.Sends(MessageTemplates.OfferExpiring) && remindAt > message.OccurredAt)
        {
            await AddOnceAsync(OutgoingMessage.ForCase(
                message, MessageTemplates.OfferExpiring, $"{message.EventId:N}", message.Language, null, clock.GetUtcNow(), remindAt, ends), ct);
        }
    }

    private Task ForgetOffersAsync(Guid complaintId, CancellationToken ct) => ForgetAsync(complaintId, MessageTemplates.OfferExpiring, ct);

    // Only what waits for its time: one that is being sent meanwhile is out
    private async Task ForgetAsync(Guid complaintId, string template, CancellationToken ct)
    {
        foreach (var waiting in await db.Messages.Where(row => row.ComplaintId == complaintId
            && row.Template == template && row.State == MessageState.Queued).ToListAsync(ct))
            waiting.Cancel();
    }

    private async Task AddAsync(
        IComplaintEvent cause, string template, string about, string? language, string? news, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (policy, _) = await policies.ReadAsync(db, cause.StorefrontId, ct);
        if (!policy.Sends(template) || cause.OccurredAt < now - WorthTelling)
            return;
        await AddOnceAsync(OutgoingMessage.ForCase(
            cause, template, about, language, Cut(news), now, expiresAt: cause.OccurredAt + WorthTelling), ct);
    }

    private async Task AddOnceAsync(OutgoingMessage message, CancellationToken ct)
    {
        if (!await db.Messages.AnyAsync(row => row.Subject == message.Subject, ct))
            db.Messages.Add(message);
    }

    private static string Line(CustomerUpdateDue.Remedy remedy) => remedy.Value is { } value
        ? $"{remedy.Name} {new Kernel.Money(value.Amount, value.Currency)}" : remedy.Name;

    private static string By(DateTimeOffset at, DateTimeZone zone, bool isEnglish)
    {
        var day = Instant.FromDateTimeOffset(at).InZone(zone).Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
        return isEnglish ? $", by {day}" : $",{day} 前发放";
    }

    private static string? Cut(string? news) =>
        string.IsNullOrWhiteSpace(news) ? null : news.Length <= OutgoingMessage.LongestNews ? news.Trim() : news[..OutgoingMessage.LongestNews].Trim();
}

/// <summary>Those whose complaints led to a change hear of it, where staff wrote what is better now.</summary>
internal sealed class CorrectiveActionVerifiedConsumer(FollowUpDbContext db, PolicySet<FollowUpPolicy> policies, TimeProvider clock)
    : IEventConsumer<CorrectiveActionVerified>
{
    public async Task HandleAsync(CorrectiveActionVerified message, CancellationToken ct)
    {
        var (policy, _) = await policies.ReadAsync(db, message.StorefrontId, ct);
        var news = BilingualNews.Of(message.ImprovementZh, message.ImprovementEn, OutgoingMessage.LongestNews);
        if (news is null || !policy.Sends(MessageTemplates.ImprovementReport))
            return;

        // A later verification of the same action tells no customer twice
        var told = new HashSet<string>(await db.Messages.Where(row => row.StorefrontId == message.StorefrontId
            && row.Template == MessageTemplates.ImprovementReport && message.Complaints.Contains(row.ComplaintId))
            .Select(row => row.Subject).ToListAsync(ct));
        foreach (var complaint in message.Complaints.Distinct())
        {
            var report = OutgoingMessage.ForImprovement(message, complaint, news, clock.GetUtcNow());
            if (told.Add(report.Subject))
                db.Messages.Add(report);
        }
    }
}
