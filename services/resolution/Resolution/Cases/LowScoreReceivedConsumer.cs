using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Notices;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>A low score reopens the case it is about: once in a cycle, because a reopened case is in the next one.</summary>
internal sealed class LowScoreReceivedConsumer(ResolutionDbContext db, CaseReopening reopening, TimeProvider clock)
    : IEventConsumer<LowScoreReceived>
{
    public async Task HandleAsync(LowScoreReceived message, CancellationToken ct)
    {
        var theCase = await db.Cases.WithEverything()
            .FirstOrDefaultAsync(row => row.Id == message.ComplaintId && row.Cycle == message.Cycle, ct);
        if (theCase is null)
            return;
        // Who had the case hears of it, whoever gets it now
        Staff.TellOwners(db, theCase, NoticeKind.LowScore, new LocalizedText(
            message.Score is { } score ? $"客户评分较低:{score} 分。" : "客户表示问题未解决。",
            message.Score is { } points ? $"The customer gave a low score: {points}." : "The customer says that it is not solved."), clock.GetUtcNow());
        await reopening.TryReopenAsync(theCase, ReopenedBy.Survey, message.Solved is false ? "not_solved" : "low_score", ct);
    }
}
