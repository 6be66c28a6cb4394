using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Policies;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Invitations;

/// <summary>Asks, reminds once, and ends what was never answered.</summary>
internal sealed class InvitationWorker(IServiceProvider services, PolicySet<SurveyPolicy> policies, TimeProvider clock)
    : DueRowWorker<SurveyDbContext, SurveyInvitation>(services)
{
    protected override async Task HandleAsync(IServiceProvider scope, SurveyDbContext db, Guid rowId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var invitation = await db.Invitations.FirstAsync(row => row.Id == rowId, ct);
        if (invitation.NextAt is not { } due || due > now)
            return;

        var policy = await policies.ReadAsync(db, invitation.StorefrontId, ct);
        foreach (var fact in invitation.Advance(policy.Policy, now))
            db.Publish(fact);
    }
}
