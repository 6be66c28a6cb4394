using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Learning.Precedents;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Learning.Outcomes;

/// <summary>
/// Keeps how cycles ended for scorecards, and closed cases as precedents. It reads the service's own facts like anybody's, so that ending
/// a case waits for none of it.
/// </summary>
internal sealed class CaseOutcomeConsumer(ResolutionDbContext db, PolicyShelf shelf)
    : IEventConsumer<CaseResolved>, IEventConsumer<CaseClosed>, IEventConsumer<CaseReopened>, IEventConsumer<SurveyAnswered>
{
    public Task HandleAsync(CaseResolved message, CancellationToken ct) => EndAsync(message, message.Cycle, message.Case, ct);

    public async Task HandleAsync(CaseClosed message, CancellationToken ct)
    {
        if (await EndAsync(message, message.Cycle, message.Case, ct) is not { } ended)
            return;
        ended.Outcome.Close(message.Reason);
        if (ended.Case.Cycle == message.Cycle && Precedent.Teaches(message.Reason))
            await KeepAsync(ended.Case, ended.Outcome, message.Reason, ct);
    }

    public async Task HandleAsync(CaseReopened message, CancellationToken ct)
    {
        var earlier = message.Cycle - 1;
        var outcome = await db.CaseOutcomes.FirstOrDefaultAsync(
            row => row.ComplaintId == message.ComplaintId && row.Cycle == earlier, ct);
        outcome?.Reopen();
        // What did not hold is no example
        if (await db.Precedents.FirstOrDefaultAsync(row => row.Id == message.ComplaintId, ct) is { } precedent
            && precedent.Cycle < message.Cycle)
            db.Precedents.Remove(precedent);
    }

    public async Task HandleAsync(SurveyAnswered message, CancellationToken ct)
    {
        var outcome = await db.CaseOutcomes.FirstOrDefaultAsync(
            row => row.ComplaintId == message.ComplaintId && row.Cycle == message.Cycle, ct);
        outcome?.Answer(message.Score, message.Solved);
        if (await db.Precedents.FirstOrDefaultAsync(row => row.Id == message.ComplaintId && row.Cycle == message.Cycle,
            ct) is { } precedent)
            precedent.Answer(message.Score, message.Solved);
    }

    private async Task<(CaseOutcome Outcome, Case Case)?> EndAsync(IComplaintEvent message, int cycle, CaseFacts facts,
        CancellationToken ct)
    {
        if (await db.Cases.WithEverything().FirstOrDefaultAsync(row => row.Id == message.ComplaintId, ct) is not { } theCase)
            return null;

        var outcome = await db.CaseOutcomes.FirstOrDefaultAsync(row => row.ComplaintId == theCase.Id && row.Cycle == cycle, ct);
        if (outcome is null)
        {
            outcome = CaseOutcome.Of(theCase, cycle, await shelf.ForAsync(db, theCase.StorefrontId, ct), message.OccurredAt);
            db.CaseOutcomes.Add(outcome);
        }

        var agent = facts.AgentId is { } agentId
            ? await db.Agents.AsNoTracking().Where(row => row.Id == agentId).Select(row => new { row.Name, row.Department })
                .FirstOrDefaultAsync(ct)
            : null;
        outcome.BelongsTo(facts.AgentId, agent?.Name, agent?.Department, facts.Department);
        if (theCase.Cycle > cycle)
            outcome.Reopen();
        return (outcome, theCase);
    }

    private async Task KeepAsync(Case theCase, CaseOutcome outcome, string reason, CancellationToken ct)
    {
        if (await db.Complaints.AsNoTracking().FirstOrDefaultAsync(row => row.Id == theCase.Id, ct) is not { } complaint)
            return;

        var precedent = await db.Precedents.FirstOrDefaultAsync(row => row.Id == theCase.Id, ct);
        if (precedent is null)
            db.Precedents.Add(precedent = Precedent.Of(theCase));
        precedent.Keep(theCase, complaint, reason, outcome.ResolutionHours);
        precedent.Answer(outcome.Score, outcome.Solved);
    }
}
