using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Survey.Invitations;

/// <summary>Asks, reminds once, and ends what was never answered.</summary>
internal sealed class InvitationWorker(IServiceProvider services, IOptions<SurveyPolicyDefaults> defaults, TimeProvider clock)
    : DueRowWorker<SurveyDbContext, SurveyInvitation>(services)
{
    protected override async Task HandleAsync(IServiceProvider scope, SurveyDbContext db, Guid rowId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var invitation = await db.Invitations.FirstAsync(row => row.Id == rowId, ct);
        if (invitation.NextAt <= now)
            invitation.Advance(await SurveyPolicy.ForAsync(db, invitation.StorefrontId, defaults.Value, ct), now, db.Publish);
    }
}
