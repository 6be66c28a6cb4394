using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Agents;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Complaints;

internal sealed class ComplaintClassifiedConsumer(
    ResolutionDbContext db, CaseOpening opening, CaseDispatcher dispatcher, PolicyShelf shelf, TimeProvider clock)
    : IEventConsumer<ComplaintClassified>, IEventConsumer<ComplaintReclassified>, IBatchConsumer
{
    public Task PrepareAsync(IReadOnlyList<IDomainEvent> messages, CancellationToken ct) => db.PrepareFactsAsync(messages, ct);

    public Task HandleAsync(ComplaintClassified message, CancellationToken ct) =>
        ClassifyAsync(message, message.Axes, message.Language, message.Statement, isLaterMessage: false, ct);

    public Task HandleAsync(ComplaintReclassified message, CancellationToken ct) =>
        ClassifyAsync(message, message.Axes, message.Language, message.Statement, message.CorrectedBy == Guid.Empty, ct);

    private async Task ClassifyAsync(
        IComplaintEvent message, ComplaintAxes axes, string language, ComplaintStatement? statement, bool isLaterMessage,
        CancellationToken ct)
    {
        var (complaintId, storefrontId) = (message.ComplaintId, message.StorefrontId);
        var facts = await db.FactsOfAsync(complaintId, storefrontId, ct);
        if (!facts.Classify(axes, language, message.Version, isLaterMessage, statement))
            return;
        if (!facts.CaseOpened)
        {
            await opening.OpenWhenReadyAsync(facts, ct);
            return;
        }

        var theCase = await db.Cases.WithEverything().FirstAsync(row => row.Id == complaintId, ct);
        if (!theCase.IsActive)
            return;
        var policies = await shelf.ForAsync(db, storefrontId, ct);
        var department = theCase.Department;
        foreach (var happened in theCase.Reclassify(facts, policies, clock.GetUtcNow()))
            db.Publish(happened);
        foreach (var happened in theCase.AssessEmergency(facts.EscalationRisk, policies, clock.GetUtcNow()))
            db.Publish(happened);
        if (theCase.Department == department)
            return;

        // An agent at work on it goes on; a case that is not begun goes to the agent who fits best now
        db.Publish(theCase.Started && theCase.AgentId is { } agentId
            ? theCase.Assign(agentId, theCase.AgentName, theCase.Slot, null, "reclassified", clock.GetUtcNow())
            : await dispatcher.DispatchAsync(theCase, facts, policies, StaffRole.Agent, new HashSet<Guid>(), "reclassified", ct));
    }
}
