using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.Persistence.Messaging;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.FollowUp.Messages;

internal sealed class SurveyDueConsumer(FollowUpDbContext db, TimeProvider clock) : IEventConsumer<SurveyDue>
{
    public async Task HandleAsync(SurveyDue message, CancellationToken ct)
    {
        var subject = OutgoingMessage.SubjectOf(message);
        if (!await db.Messages.AnyAsync(row => row.Subject == subject, ct))
            db.Messages.Add(OutgoingMessage.ForSurvey(message, clock.GetUtcNow()));
    }
}
