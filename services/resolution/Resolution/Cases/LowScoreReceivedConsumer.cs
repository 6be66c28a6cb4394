using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>A low score reopens the case it is about: once in a cycle, because a reopened case is in the next one.</summary>
internal sealed class LowScoreReceivedConsumer(ResolutionDbContext db, CaseReopening reopening) : IEventConsumer<LowScoreReceived>
{
    public async Task HandleAsync(LowScoreReceived message, CancellationToken ct)
    {
        var theCase = await db.Cases.WithEverything()
            .FirstOrDefaultAsync(row => row.Id == message.ComplaintId && row.Cycle == message.Cycle, ct);
        if (theCase is not null)
            await reopening.TryReopenAsync(theCase, ReopenedBy.Survey, message.Solved is false ? "not_solved" : "low_score", ct);
    }
}
