using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Web.Http;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Cases;

internal static class CaseLoading
{
    /// <summary>The whole aggregate, a query for each kind of child: joined in one they would multiply.</summary>
    public static IQueryable<Case> WithEverything(this IQueryable<Case> cases) => cases
        .Include(row => row.Clock).Include(row => row.Contacts).Include(row => row.Offers).Include(row => row.Approvals)
        .Include(row => row.Tasks).Include(row => row.Obligations).Include(row => row.Slot)
        .Include(row => row.RootCause!.Cause!.Target)
        .AsSplitQuery();

    /// <exception cref="ProblemException">404, and 412 where the caller knows another version.</exception>
    public static async Task<Case> ForChangeAsync(this ResolutionDbContext db, Guid id, IfMatch ifMatch, CancellationToken ct)
    {
        var found = await db.Cases.WithEverything().FirstOrDefaultAsync(row => row.Id == id, ct) ?? throw NotFound();
        ifMatch.EnsureMatches(found.Version);
        return found;
    }

    public static ProblemException NotFound() => new(404, "case.not_found", "There is no such case. | 没有该案件。");
}
