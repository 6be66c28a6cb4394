using ComplaintPlatform.Resolution.Agents;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Notices;

/// <summary>Whom a notice about a case goes to.</summary>
internal static class Staff
{
    /// <summary>Active staff of these roles who work for the storefront, present or not: a notice waits for them.</summary>
    public static async Task<List<Guid>> OfAsync(
        ResolutionDbContext db, Case theCase, StaffRole lowest, StaffRole highest, CancellationToken ct)
    {
        var staff = await db.Agents.AsNoTracking().Where(row => row.Active).ToListAsync(ct);
        return [.. staff.Where(row => row.StaffRole >= lowest && row.StaffRole <= highest && Serves(row, theCase)).Select(row => row.Id)];
    }

    public static void Tell(
        ResolutionDbContext db, IEnumerable<Guid> people, Case theCase, NoticeKind kind, LocalizedText text, DateTimeOffset now) =>
        db.Notices.AddRange(people.Distinct().Select(id => Notice.Of(id, theCase, kind, text, now)));

    /// <summary>The owner and who was joined.</summary>
    public static void TellOwners(ResolutionDbContext db, Case theCase, NoticeKind kind, LocalizedText text, DateTimeOffset now) =>
        Tell(db, theCase.AgentId is { } owner ? [owner, .. theCase.JoinedIds] : theCase.JoinedIds, theCase, kind, text, now);

    private static bool Serves(Agent agent, Case theCase) =>
        agent.WorksFor() is var storefronts && (storefronts.Contains(theCase.StorefrontId) || storefronts.Contains(AgentSnapshot.All));
}
