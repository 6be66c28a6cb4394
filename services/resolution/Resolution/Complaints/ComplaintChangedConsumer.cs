using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Agents;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Complaints;

internal sealed class ComplaintChangedConsumer(
    ResolutionDbContext db, CaseOpening opening, CaseReopening reopening, CaseDispatcher dispatcher, PolicyShelf shelf, TimeProvider clock)
    : IEventConsumer<ComplaintSupplemented>, IEventConsumer<ComplaintWithdrawn>, IEventConsumer<ComplaintLinkedAsDuplicate>, IEventConsumer<ComplaintUnlinked>
{
    public async Task HandleAsync(ComplaintSupplemented message, CancellationToken ct)
    {
        if (message.By == "customer" && await FindAsync(message, ct) is { } theCase)
            Publish(theCase.HearFromCustomer(await shelf.ForAsync(db, message.StorefrontId, ct), clock.GetUtcNow()));
    }

    public async Task HandleAsync(ComplaintWithdrawn message, CancellationToken ct)
    {
        (await db.FactsOfAsync(message.ComplaintId, message.StorefrontId, ct)).Withdraw();
        await CloseAsync(message, CloseReasons.Withdrawn, ct);
    }

    public async Task HandleAsync(ComplaintLinkedAsDuplicate message, CancellationToken ct)
    {
        if ((await db.FactsOfAsync(message.ComplaintId, message.StorefrontId, ct)).Link(isDuplicate: true, message.Version))
            await CloseAsync(message, CloseReasons.Duplicate, ct);
    }

    public async Task HandleAsync(ComplaintUnlinked message, CancellationToken ct)
    {
        var facts = await db.FactsOfAsync(message.ComplaintId, message.StorefrontId, ct);
        if (!facts.Link(isDuplicate: false, message.Version))
            return;
        if (!facts.CaseOpened)
            await opening.OpenWhenReadyAsync(facts, ct);
        else if (await FindAsync(message, ct) is { State: CaseState.Closed, CloseReason: CloseReasons.Duplicate } theCase)
            await reopening.RestoreAsync(theCase, facts, ct);
    }

    private async Task CloseAsync(IComplaintEvent message, string reason, CancellationToken ct)
    {
        if (await FindAsync(message, ct) is not { State: not CaseState.Closed } theCase)
            return;
        await dispatcher.WakeAsync(theCase.AgentId, ct);
        Publish(theCase.Close(reason, await shelf.ForAsync(db, message.StorefrontId, ct), clock.GetUtcNow()));
    }

    private Task<Case?> FindAsync(IComplaintEvent message, CancellationToken ct) =>
        db.Cases.WithEverything().FirstOrDefaultAsync(row => row.Id == message.ComplaintId, ct);

    private void Publish(IReadOnlyList<IComplaintEvent> events)
    {
        foreach (var happened in events)
            db.Publish(happened);
    }
}
