using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>
/// The customer's word after the resolution ends the cycle, or starts the next one. Words about an earlier cycle come too late.
/// </summary>
internal sealed class FollowUpEndedConsumer(ResolutionDbContext db, CaseReopening reopening, PolicyShelf shelf, TimeProvider clock)
    : IEventConsumer<FollowUpCompleted>, IEventConsumer<FollowUpFailed>
{
    public async Task HandleAsync(FollowUpCompleted message, CancellationToken ct)
    {
        if (await FindAsync(message, message.Cycle, ct) is not { } theCase)
            return;
        if (message.Outcome == "satisfied")
            await CloseAsync(theCase, CloseReasons.Satisfied, ct);
        else
            await reopening.TryReopenAsync(theCase, ReopenedBy.FollowUp, message.Outcome, ct);
    }

    public async Task HandleAsync(FollowUpFailed message, CancellationToken ct)
    {
        if (await FindAsync(message, message.Cycle, ct) is { } theCase)
            await CloseAsync(theCase, CloseReasons.Unreachable, ct);
    }

    private async Task CloseAsync(Case theCase, string reason, CancellationToken ct)
    {
        if (theCase.State is not CaseState.Resolved)
            return;
        foreach (var happened in theCase.Close(reason, await shelf.ForAsync(db, theCase.StorefrontId, ct), clock.GetUtcNow()))
            db.Publish(happened);
    }

    private Task<Case?> FindAsync(IComplaintEvent message, int cycle, CancellationToken ct) =>
        db.Cases.WithEverything().FirstOrDefaultAsync(row => row.Id == message.ComplaintId && row.Cycle == cycle, ct);
}
