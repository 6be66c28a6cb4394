using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.FollowUp.Templates;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.FollowUp.Messages;

internal static class CaseMessages
{
    /// <summary>Those that an event sends; each can be turned off by policy.</summary>
    public static IReadOnlyList<string> Templates { get; } =
    [
        MessageTemplates.OfferMade, MessageTemplates.OfferExpiring, MessageTemplates.Progress, MessageTemplates.Delay,
        MessageTemplates.ApprovalResult, MessageTemplates.TaskDone, MessageTemplates.Reopened, MessageTemplates.Thanks,
        MessageTemplates.ImprovementReport,
    ];
}

/// <summary>What happens in a case is told to its customer, by the policy of the storefront.</summary>
internal sealed class CaseMessagesConsumer(FollowUpDbContext db, PolicySet<FollowUpPolicy> policies, TimeProvider clock)
    : IEventConsumer<CustomerUpdateDue>, IEventConsumer<ApprovalDecided>, IEventConsumer<TaskCompleted>, IEventConsumer<CaseReopened>,
    IEventConsumer<CaseClosed>, IEventConsumer<OfferAccepted>, IEventConsumer<OfferRefused>, IEventConsumer<OfferCountered>,
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

    public async Task HandleAsync(CaseReopened message, CancellationToken ct)
    {
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

    // Only what waits for its time: one that is being sent meanwhile is out
    private async Task ForgetOffersAsync(Guid complaintId, CancellationToken ct)
    {
        foreach (var reminder in await db.Messages.Where(row => row.ComplaintId == complaintId
            && row.Template == MessageTemplates.OfferExpiring && row.State == MessageState.Queued).ToListAsync(ct))
            reminder.Cancel();
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

    internal static string? Cut(string? news) =>
        string.IsNullOrWhiteSpace(news) ? null : news.Length <= OutgoingMessage.LongestNews ? news.Trim() : news[..OutgoingMessage.LongestNews].Trim();
}

/// <summary>Those whose complaints led to a change hear of it, where staff wrote what is better now.</summary>
internal sealed class CorrectiveActionVerifiedConsumer(FollowUpDbContext db, PolicySet<FollowUpPolicy> policies, TimeProvider clock)
    : IEventConsumer<CorrectiveActionVerified>
{
    public async Task HandleAsync(CorrectiveActionVerified message, CancellationToken ct)
    {
        var (policy, _) = await policies.ReadAsync(db, message.StorefrontId, ct);
        var news = string.Join('\n', new[] { message.ImprovementZh, message.ImprovementEn }.Where(text => !string.IsNullOrWhiteSpace(text)).Distinct());
        if (news.Length == 0 || !policy.Sends(MessageTemplates.ImprovementReport))
            return;

        // A later verification of the same action tells no customer twice
        var told = new HashSet<string>(await db.Messages.Where(row => row.StorefrontId == message.StorefrontId
            && row.Template == MessageTemplates.ImprovementReport && message.Complaints.Contains(row.ComplaintId))
            .Select(row => row.Subject).ToListAsync(ct));
        foreach (var complaint in message.Complaints.Distinct())
        {
            var report = OutgoingMessage.ForImprovement(message, complaint, CaseMessagesConsumer.Cut(news), clock.GetUtcNow());
            if (told.Add(report.Subject))
                db.Messages.Add(report);
        }
    }
}
