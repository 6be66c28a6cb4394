using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Web.Policies;

namespace ComplaintPlatform.FollowUp.Messages;

/// <summary>What members of staff can be written to about, beside the notices that stand in their console.</summary>
public enum NoticeOccasion { Escalated, Breached, Emergency, LowScore, CallOverdue, MessageFailed }

internal static class StaffNotices
{
    public static string TextOf(NoticeOccasion occasion, Language language) => Texts.Pick(
        occasion switch
        {
            NoticeOccasion.Escalated => "the case was escalated | 案件已升级",
            NoticeOccasion.Breached => "a deadline was missed | 已超出处理时限",
            NoticeOccasion.Emergency => "an emergency was opened | 已启动应急处理",
            NoticeOccasion.LowScore => "the customer is not satisfied | 客户评价不满意",
            NoticeOccasion.CallOverdue => "a follow-up call is overdue | 回访电话已逾期",
            _ => "a message to the customer did not arrive | 发给客户的消息未能送达",
        },
        language);
}

/// <summary>Writes to those who subscribed to what needs somebody, by the policy of the storefront.</summary>
internal sealed class StaffNoticesConsumer(FollowUpDbContext db, PolicySet<FollowUpPolicy> policies, TimeProvider clock)
    : IEventConsumer<CaseEscalated>, IEventConsumer<DeadlineBreached>, IEventConsumer<EmergencyOpened>, IEventConsumer<LowScoreReceived>,
    IEventConsumer<FollowUpOverdue>, IEventConsumer<MessageFailed>
{
    // Told later than this, it was seen in the console long ago
    private static readonly TimeSpan WorthTelling = TimeSpan.FromDays(1);

    public Task HandleAsync(CaseEscalated message, CancellationToken ct) => TellAsync(message, NoticeOccasion.Escalated, ct);

    public Task HandleAsync(DeadlineBreached message, CancellationToken ct) => TellAsync(message, NoticeOccasion.Breached, ct);

    public Task HandleAsync(EmergencyOpened message, CancellationToken ct) => TellAsync(message, NoticeOccasion.Emergency, ct);

    public Task HandleAsync(LowScoreReceived message, CancellationToken ct) => TellAsync(message, NoticeOccasion.LowScore, ct);

    public Task HandleAsync(FollowUpOverdue message, CancellationToken ct) => TellAsync(message, NoticeOccasion.CallOverdue, ct);

    // What the customer refused, or does not need any more, needs nobody
    public Task HandleAsync(MessageFailed message, CancellationToken ct) =>
        message.Error is "refused" or "no_address" or "undeliverable" or "bounced" or "channel_unavailable"
            ? TellAsync(message, NoticeOccasion.MessageFailed, ct) : Task.CompletedTask;

    private async Task TellAsync(IComplaintEvent happened, NoticeOccasion occasion, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (happened.OccurredAt < now - WorthTelling)
            return;
        var (policy, _) = await policies.ReadAsync(db, happened.StorefrontId, ct);
        foreach (var subscriber in (policy.NoticeSubscribers ?? []).Where(row => row.On.Contains(occasion))
            .DistinctBy(row => row.Email, StringComparer.OrdinalIgnoreCase))
            db.StaffMails.Add(StaffMail.Of(happened, occasion, subscriber, now));
    }
}
