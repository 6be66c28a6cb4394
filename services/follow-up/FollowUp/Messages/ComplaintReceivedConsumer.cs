using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.FollowUps;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.FollowUp.Templates;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.FollowUp.Messages;

/// <summary>
/// Acknowledges what a customer filed, where the policy says so, and keeps the complaint's number: staff see it though intake is down.
/// </summary>
internal sealed class ComplaintReceivedConsumer(FollowUpDbContext db, PolicySet<FollowUpPolicy> policies, TimeProvider clock)
    : IBatchConsumer, IEventConsumer<ComplaintReceived>
{
    // Later than this it would only remind of how long nothing was heard
    private static readonly TimeSpan WorthTelling = TimeSpan.FromDays(2);

    private FollowUpPolicy? _policy;

    public async Task PrepareAsync(IReadOnlyList<IDomainEvent> messages, CancellationToken ct)
    {
        var ids = messages.OfType<ComplaintReceived>().Select(message => message.ComplaintId).ToList();
        await db.Cases.Where(row => ids.Contains(row.ComplaintId)).LoadAsync(ct);
    }

    public async Task HandleAsync(ComplaintReceived message, CancellationToken ct)
    {
        if (await db.Cases.FindAsync([message.ComplaintId], ct) is not { } progress)
            db.Cases.Add(progress = CaseProgress.Of(message.ComplaintId, message.StorefrontId));
        if (!progress.Name(message.Reference))
            return;

        var now = clock.GetUtcNow();
        // A batch is of one storefront
        _policy ??= (await policies.ReadAsync(db, message.StorefrontId, ct)).Policy;
        if (!IsWaitedFor(message, now) || !_policy.Acknowledges(message.Channel))
            return;
        db.Messages.Add(OutgoingMessage.ForCase(
            message, MessageTemplates.Acknowledgement, "1", LanguageOf(message), null, now, expiresAt: message.OccurredAt + WorthTelling));
    }

    // Who stands in an imported file, or was found complaining in public, has sent nothing that could be acknowledged
    private static bool IsWaitedFor(ComplaintReceived message, DateTimeOffset now) =>
        message.Origin is null or "filed" && message.Customer.HasContact is not false && message.OccurredAt > now - WorthTelling;

    /// <summary>
    /// What the customer says to read; else the script of the complaint: its language is not detected yet, and a Chinese answer to an
    /// English letter would be no answer.
    /// </summary>
    private static string? LanguageOf(ComplaintReceived message)
    {
        if (message.Customer.Language is { } stated)
            return stated;
        var (han, latin) = (0, 0);
        foreach (var letter in message.Text.AsSpan()[..Math.Min(message.Text.Length, 500)])
        {
            if (letter is >= '\u3400' and <= '\u9fff')
                han++;
            else if (char.IsAsciiLetter(letter))
                latin++;
        }

        return han > 0 ? "zh-CN" : latin > 0 ? "en" : null;
    }
}
