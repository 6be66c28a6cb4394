using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.FollowUp.Storefronts;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.FollowUp.FollowUps;

/// <summary>A resolved case is followed up; one that closes or starts again meanwhile is not.</summary>
internal sealed class CaseEndedConsumer(FollowUpDbContext db, TimeProvider clock)
    : IEventConsumer<CaseResolved>, IEventConsumer<CaseClosed>, IEventConsumer<CaseReopened>
{
    public async Task HandleAsync(CaseResolved message, CancellationToken ct)
    {
        var isLatest = await MoveToAsync(message, ct);
        if (!isLatest || await db.FollowUps.AnyAsync(row => row.ComplaintId == message.ComplaintId && row.Cycle >= message.Cycle, ct))
            return;

        var (policy, _) = await PolicyDocument.ReadAsync(db, FollowUpPolicy.Kind, message.StorefrontId, () => FollowUpPolicy.Default, ct);
        var storefront = await db.KnownStorefronts.AsNoTracking().FirstOrDefaultAsync(row => row.StorefrontId == message.StorefrontId, ct);
        var now = clock.GetUtcNow();
        var followUp = CaseFollowUp.Schedule(message, policy, policy.DaytimeIn(Storefront.ZoneOf(storefront)), now);
        db.FollowUps.Add(followUp);
        db.Publish(followUp.Scheduled(now));
    }

    public async Task HandleAsync(CaseClosed message, CancellationToken ct)
    {
        await MoveToAsync(message, ct);
        await CancelAsync(message.ComplaintId, message.Cycle, ct);
    }

    public async Task HandleAsync(CaseReopened message, CancellationToken ct)
    {
        await MoveToAsync(message, ct);
        await CancelAsync(message.ComplaintId, message.Cycle - 1, ct);
    }

    private async Task<bool> MoveToAsync(IComplaintEvent message, CancellationToken ct)
    {
        if (await db.Cases.FirstOrDefaultAsync(row => row.ComplaintId == message.ComplaintId, ct) is not { } progress)
            db.Cases.Add(progress = CaseProgress.Of(message.ComplaintId, message.StorefrontId));
        return progress.MoveTo(message.Version);
    }

    private async Task CancelAsync(Guid complaintId, int upToCycle, CancellationToken ct)
    {
        var open = await db.FollowUps
            .Where(row => row.ComplaintId == complaintId && row.Cycle <= upToCycle && row.State == FollowUpState.Open).ToListAsync(ct);
        foreach (var followUp in open)
            followUp.Cancel(clock.GetUtcNow());
    }
}
