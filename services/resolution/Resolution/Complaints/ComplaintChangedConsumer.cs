using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Agents;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Notices;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Complaints;

internal sealed class ComplaintChangedConsumer(
    ResolutionDbContext db, CaseOpening opening, CaseReopening reopening, CaseDispatcher dispatcher, PolicyShelf shelf, TimeProvider clock)
    : IEventConsumer<ComplaintSupplemented>, IEventConsumer<ComplaintWithdrawn>, IEventConsumer<ComplaintLinkedAsDuplicate>,
    IEventConsumer<ComplaintUnlinked>, IEventConsumer<TrackingRevoked>
{
    /// <summary>Every word of the customer reaches somebody whose clock runs: about a duplicate, those who work on the original.</summary>
    public async Task HandleAsync(ComplaintSupplemented message, CancellationToken ct)
    {
        var facts = message.Order is not null ? await db.FactsOfAsync(message.ComplaintId, message.StorefrontId, ct)
            : await db.Complaints.FindAsync([message.ComplaintId], ct);
        if (message.Order is not null)
            facts!.Supply(message.Order);
        if (message.By != "customer" || facts is { IsErased: true })
            return;
        var root = await RootOfAsync(message.ComplaintId, ct);
        if (await db.Cases.WithEverything().FirstOrDefaultAsync(row => row.Id == root, ct) is not { IsErased: false } theCase)
            return;

        var policies = await shelf.ForAsync(db, message.StorefrontId, ct);
        var text = message.Text is { Length: > 0 } words ? Shorten(words) : "附件 (attachment)";
        if (theCase.IsActive)
        {
            Publish(root == message.ComplaintId
                ? theCase.HearFromCustomer(policies, clock.GetUtcNow())
                : theCase.LogFromCustomer(text, policies, clock.GetUtcNow()));
            Staff.TellOwners(db, theCase, NoticeKind.CustomerMessage, new("客户有新的留言。", "The customer wrote."), clock.GetUtcNow());
            return;
        }

        if (policies.Closing.LateMessage is LateMessage.Reopen)
            await reopening.TryReopenAsync(theCase, ReopenedBy.Customer, Shorten(text, 1000), ct);
        Staff.TellOwners(
            db, theCase, theCase.IsActive ? NoticeKind.CustomerMessage : NoticeKind.LateMessage,
            theCase.IsActive ? new("客户有新的留言,案件重新打开。", "The customer wrote, and the case was opened again.")
                : new("案件结束后客户有新的留言。", "The customer wrote after the case had ended."), clock.GetUtcNow());
        Publish(theCase.LogFromCustomer(text, policies, clock.GetUtcNow()));
    }

    public async Task HandleAsync(ComplaintWithdrawn message, CancellationToken ct)
    {
        (await db.FactsOfAsync(message.ComplaintId, message.StorefrontId, ct)).Withdraw(message.OccurredAt);
        await CloseAsync(message, CloseReasons.Withdrawn, ct);
    }

    public async Task HandleAsync(ComplaintLinkedAsDuplicate message, CancellationToken ct)
    {
        if ((await db.FactsOfAsync(message.ComplaintId, message.StorefrontId, ct)).Link(message.OriginalId, message.Version))
            await CloseAsync(message, CloseReasons.Duplicate, ct);
    }

    public async Task HandleAsync(ComplaintUnlinked message, CancellationToken ct)
    {
        var facts = await db.FactsOfAsync(message.ComplaintId, message.StorefrontId, ct);
        if (!facts.Link(null, message.Version))
            return;
        if (!facts.CaseOpened)
        {
            await opening.OpenWhenReadyAsync(facts, ct);
            return;
        }

        var theCase = await FindAsync(message, ct);
        if (theCase is { PendingClose: CloseReasons.Duplicate })
            theCase.KeepOpen();
        else if (theCase is { State: CaseState.Closed, CloseReason: CloseReasons.Duplicate })
            await reopening.RestoreAsync(theCase, facts, ct);
    }

    public async Task HandleAsync(TrackingRevoked message, CancellationToken ct)
    {
        var facts = await db.FactsOfAsync(message.ComplaintId, message.StorefrontId, ct);
        await db.RetireLinkAsync(facts, facts.UseLink(message), ct);
    }

    private async Task CloseAsync(IComplaintEvent message, string reason, CancellationToken ct)
    {
        if (await FindAsync(message, ct) is not { } theCase)
            return;
        Publish(theCase.CloseWhenPromisesAreKept(reason, await shelf.ForAsync(db, message.StorefrontId, ct), clock.GetUtcNow()));
        if (!theCase.IsActive)
            await dispatcher.WakeAsync(theCase.AgentId, ct);
    }

    /// <summary>The complaint that is worked on; links are few, and a circle ends after some steps.</summary>
    private async Task<Guid> RootOfAsync(Guid complaintId, CancellationToken ct)
    {
        const int longestChain = 20;
        var root = complaintId;
        for (var step = 0; step < longestChain; step++)
        {
            var at = root;
            if (await db.Complaints.Where(row => row.Id == at).Select(row => row.OriginalId).FirstOrDefaultAsync(ct) is not { } original)
                break;
            root = original;
        }

        return root;
    }

    private static string Shorten(string text, int longest = 4000) =>
        text.Length <= longest ? text : text[..(longest - (char.IsHighSurrogate(text[longest - 2]) ? 2 : 1))] + "…";

    private Task<Case?> FindAsync(IComplaintEvent message, CancellationToken ct) =>
        db.Cases.WithEverything().FirstOrDefaultAsync(row => row.Id == message.ComplaintId, ct);

    private void Publish(IReadOnlyList<IComplaintEvent> events)
    {
        foreach (var happened in events)
            db.Publish(happened);
    }
}
