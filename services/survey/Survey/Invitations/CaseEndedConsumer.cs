using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Policies;
using ComplaintPlatform.Survey.Questionnaires;
using ComplaintPlatform.Survey.Storefronts;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Invitations;

/// <summary>A closed case is asked about, by policy; one that starts again is not asked about any more.</summary>
internal sealed class CaseEndedConsumer(SurveyDbContext db, Links links, PolicySet<SurveyPolicy> policies, TimeProvider clock)
    : IEventConsumer<CaseClosed>, IEventConsumer<CaseReopened>
{
    // A customer who took the complaint back, or filed it twice, has nothing to judge
    private static readonly HashSet<string> AskedReasons = ["satisfied", "unreachable", "by_staff"];

    public async Task HandleAsync(CaseClosed message, CancellationToken ct)
    {
        var isLatest = await MoveToAsync(message, ct);
        if (!isLatest || !AskedReasons.Contains(message.Reason)
            || await db.Invitations.AnyAsync(row => row.ComplaintId == message.ComplaintId && row.Cycle >= message.Cycle, ct))
            return;

        var now = clock.GetUtcNow();
        var policy = (await policies.ReadAsync(db, message.StorefrontId, ct)).Policy;
        var questionnaire = await QuestionnaireCatalogue.ActiveAsync(db, message.StorefrontId, ct);
        var storefront = await db.KnownStorefronts.AsNoTracking().FirstOrDefaultAsync(row => row.StorefrontId == message.StorefrontId, ct);
        var invitation = SurveyInvitation.Schedule(
            message, policy, questionnaire, await SkipReasonAsync(message, policy, now, ct), Storefront.ZoneOf(storefront), links, now);
        if (await db.Complaints.FindAsync([message.ComplaintId], ct) is { } complaint)
            invitation.Freeze(complaint);
        db.Invitations.Add(invitation);
        if (invitation.NextAt > now || invitation.NextAt is null)
            return;
        foreach (var fact in invitation.Advance(policy, now))
            db.Publish(fact);
    }

    public async Task HandleAsync(CaseReopened message, CancellationToken ct)
    {
        await MoveToAsync(message, ct);
        var older = await db.Invitations
            .Where(row => row.ComplaintId == message.ComplaintId && row.Cycle < message.Cycle
                && (row.State == InvitationState.Scheduled || row.State == InvitationState.Open)).ToListAsync(ct);
        foreach (var revoked in older.SelectMany(invitation => invitation.Revoke(clock.GetUtcNow())))
            db.Publish(revoked);
    }

    private async Task<string?> SkipReasonAsync(CaseClosed message, SurveyPolicy policy, DateTimeOffset now, CancellationToken ct)
    {
        if (!SurveyInvitation.IsSampled(message.ComplaintId, policy.SamplingPercent))
            return SurveyInvitation.Sampling;
        if (policy.CoolDownDays == 0 || message.Case.CustomerId is not { } customer)
            return null;

        var since = now.AddDays(-policy.CoolDownDays);
        // Another cycle of the same case is another question
        return await db.Invitations.AnyAsync(
            row => row.CustomerId == customer && row.CreatedAt > since && row.State != InvitationState.Skipped
                && row.ComplaintId != message.ComplaintId, ct)
            ? SurveyInvitation.CoolDown
            : null;
    }

    private async Task<bool> MoveToAsync(IComplaintEvent message, CancellationToken ct)
    {
        if (await db.Cases.FirstOrDefaultAsync(row => row.ComplaintId == message.ComplaintId, ct) is not { } progress)
            db.Cases.Add(progress = CaseProgress.Of(message.ComplaintId, message.StorefrontId));
        return progress.MoveTo(message.Version);
    }
}
