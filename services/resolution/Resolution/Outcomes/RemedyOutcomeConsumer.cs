using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.FollowUp;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Offers;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Outcomes;

/// <summary>
/// Counts what satisfied: the customer's word after a cycle, by the remedies that were accepted in it. A later word about the same cycle
/// is counted
/// instead of the earlier one.
/// </summary>
internal sealed class RemedyOutcomeConsumer(ResolutionDbContext db) : IEventConsumer<FollowUpCompleted>, IEventConsumer<SurveyAnswered>
{
    private const int Low = 2, High = 4;

    public Task HandleAsync(FollowUpCompleted message, CancellationToken ct) =>
        CountAsync(message, message.Cycle, message.Outcome == "satisfied", ct);

    public Task HandleAsync(SurveyAnswered message, CancellationToken ct) => (message.Solved, message.Score) switch
    {
        (false, _) or (_, <= Low) => CountAsync(message, message.Cycle, false, ct),
        (_, >= High) or (true, null) => CountAsync(message, message.Cycle, true, ct),
        // Neither here nor there says nothing about the remedy
        _ => Task.CompletedTask,
    };

    private async Task CountAsync(IComplaintEvent message, int cycle, bool satisfied, CancellationToken ct)
    {
        if (await db.Verdicts.FindAsync([message.ComplaintId, cycle], ct) is { } known)
        {
            if (known.SaidAt >= message.OccurredAt || known.Satisfied == satisfied)
                return;
            await AddAsync(known, -1, ct);
            known.SayAnew(satisfied, message.OccurredAt);
            await AddAsync(known, 1, ct);
            return;
        }

        var theCase = await db.Cases.Include(row => row.Offers).FirstOrDefaultAsync(row => row.Id == message.ComplaintId, ct);
        var kinds = theCase?.Offers.Where(offer => offer.Cycle == cycle && offer is { State: OfferState.Accepted, IsGift: false })
            .Select(offer => offer.Kind).Distinct().Order(StringComparer.Ordinal).ToList();
        if (theCase is null || kinds is not { Count: > 0 })
            return;
        var demands = await db.Complaints.Where(row => row.Id == theCase.Id).Select(row => row.Demands).FirstOrDefaultAsync(ct) ?? "";
        var verdict = CaseVerdict.Of(theCase, cycle, Split(demands), kinds, satisfied, message.OccurredAt);
        db.Verdicts.Add(verdict);
        await AddAsync(verdict, 1, ct);
    }

    private async Task AddAsync(CaseVerdict verdict, int by, CancellationToken ct)
    {
        foreach (var kind in Split(verdict.Kinds))
        {
            foreach (var demand in Split(verdict.Demands).Append(""))
            {
                object[] key = [verdict.StorefrontId, verdict.Category, demand, kind];
                if (await db.RemedyOutcomes.FindAsync(key, ct) is not { } row)
                    db.RemedyOutcomes.Add(row = RemedyOutcome.Of(verdict.StorefrontId, verdict.Category, demand, kind));
                row.Count(verdict.Satisfied, by);
            }
        }
    }

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
