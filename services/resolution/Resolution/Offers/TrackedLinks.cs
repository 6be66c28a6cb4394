using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.PersonalData;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Offers;

/// <summary>Finds the complaint behind a tracking link, by the same rule as where the complaint itself is shown.</summary>
internal sealed class TrackedLinks(ResolutionDbContext db, TenantScope scope, TimeProvider clock)
{
    /// <exception cref="ProblemException">
    /// 404, the same for every token that never led anywhere; 410 <c>tracking.revoked</c>, <c>tracking.expired</c>.
    /// </exception>
    public async Task<ComplaintFacts> FindAsync(string token, CancellationToken ct)
    {
        var hash = Links.Hash(token);
        if (await db.Complaints.IgnoreQueryFilters().AsNoTracking().FirstOrDefaultAsync(row => row.TrackingTokenHash == hash, ct) is not { } facts)
        {
            throw await db.FormerLinks.IgnoreQueryFilters().AnyAsync(row => row.TokenHash == hash, ct)
                ? LinkRefusals.Revoked() : new ProblemException(404, "resource.not_found", "There is nothing here. | 未找到。");
        }

        scope.UseLink(facts.StorefrontId);
        if (await EndedAtAsync(facts, ct) is { } endedAt)
        {
            var rules = (await CustomerDataRules.Set.ReadAsync(db, facts.StorefrontId, ct)).Policy;
            LinkRefusals.EnsureOpen(endedAt, rules.LinksExpireAfterDays, clock.GetUtcNow());
        }

        return facts;
    }

    // The link of what repeats another complaint follows that one
    private async Task<DateTimeOffset?> EndedAtAsync(ComplaintFacts facts, CancellationToken ct)
    {
        var closedAt = await db.Cases
            .Where(row => row.Id == facts.Id && row.State == CaseState.Closed && row.CloseReason != CloseReasons.Duplicate)
            .Select(row => row.ClosedAt ?? row.EndedAt).FirstOrDefaultAsync(ct);
        return closedAt > facts.WithdrawnAt ? closedAt : facts.WithdrawnAt ?? closedAt;
    }
}
