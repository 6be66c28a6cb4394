using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.FollowUp.Storefronts;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.FollowUp.FollowUps;

/// <summary>
/// A case that was resolved, or closed by staff, is followed up. One that its customer ended, or that starts again meanwhile, is not.
/// </summary>
internal sealed class CaseEndedConsumer(FollowUpDbContext db, PolicySet<FollowUpPolicy> policies, TimeProvider clock)
    : IEventConsumer<CaseResolved>, IEventConsumer<CaseClosed>, IEventConsumer<CaseReopened>
{
    private const string ByStaff = "by_staff";

    public async Task HandleAsync(CaseResolved message, CancellationToken ct)
    {
        if (await MoveToAsync(message, ct))
            await ScheduleAsync(EndedCase.Of(message), ct);
    }

    public async Task HandleAsync(CaseClosed message, CancellationToken ct)
    {
        var isLatest = await MoveToAsync(message, ct);
        // Staff cannot say in the customer's place that it is solved
        if (message.Reason != ByStaff)
            await CancelAsync(message.ComplaintId, message.Cycle, ct);
        else if (isLatest)
            await ScheduleAsync(EndedCase.Of(message), ct);
    }

    public async Task HandleAsync(CaseReopened message, CancellationToken ct)
    {
        await MoveToAsync(message, ct);
        await CancelAsync(message.ComplaintId, message.Cycle - 1, ct);
    }

    private async Task ScheduleAsync(EndedCase ended, CancellationToken ct)
    {
        if (await db.FollowUps.AnyAsync(row => row.ComplaintId == ended.ComplaintId && row.Cycle >= ended.Cycle, ct))
            return;

        var (policy, _) = await policies.ReadAsync(db, ended.StorefrontId, ct);
        var storefront = await db.KnownStorefronts.AsNoTracking().FirstOrDefaultAsync(row => row.StorefrontId == ended.StorefrontId, ct);
        var now = clock.GetUtcNow();
        var followUp = CaseFollowUp.Schedule(ended, policy, policy.DaytimeIn(Storefront.ZoneOf(storefront)), now);
        db.FollowUps.Add(followUp);
        db.Publish(followUp.Scheduled(now));
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
