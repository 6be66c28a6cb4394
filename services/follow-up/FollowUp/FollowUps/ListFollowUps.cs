using System.Globalization;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.FollowUp.FollowUps;

/// <param name="Due"><c>now</c> or a time: what is due until then.</param>
/// <param name="Overdue">Calls that are missing, or are not.</param>
/// <param name="Free">Not claimed by another agent.</param>
public sealed record FollowUpFilter(
    Guid? ComplaintId, QueryEnum<FollowUpState>? State, QueryEnum<FollowUpChannel>? Channel, string? Due, bool? Overdue, bool? Free,
    string? StorefrontId);

/// <summary>The call list, by due time. Names and numbers are masked until the call is claimed.</summary>
internal static class ListFollowUps
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("", HandleAsync).WithName(nameof(ListFollowUps)).AllowRoles(Roles.Staff);

    internal static async Task<Ok<Page<FollowUpResponse>>> HandleAsync(
        [AsParameters] FollowUpFilter filter, PageRequest page, [AsParameters] FollowUpWork work, CancellationToken ct)
    {
        var now = work.Clock.GetUtcNow();
        var query = work.Db.Listed<CaseFollowUp>().AsNoTracking().Include(row => row.Attempts).AsQueryable();
        if (filter.ComplaintId is { } complaint)
            query = query.Where(row => row.ComplaintId == complaint);
        if (filter.State is { Value: var wantedState })
            query = query.Where(row => row.State == wantedState);
        if (filter.Channel is { Value: var wantedChannel })
            query = query.Where(row => row.Channel == wantedChannel);
        if (filter.StorefrontId is { } storefrontId)
            query = query.Where(row => row.StorefrontId == storefrontId);
        if (filter.Overdue is { } overdue)
            query = query.Where(row => (row.OverdueSince != null) == overdue);
        if (filter.Free is { } free)
        {
            var me = work.Caller.UserId;
            query = query.Where(row => (row.ClaimedUntil == null || row.ClaimedUntil <= now || row.ClaimedBy == me) == free);
        }

        if (filter.Due is { } due)
        {
            var until = DueUntil(due, now);
            query = query.Where(row => row.DueAt <= until);
        }

        int? total = page.Count ? await query.CountAsync(ct) : null;
        var rows = await query.PageBy(page, row => row.DueAt, row => row.Id).ToListAsync(ct);
        var shown = (await work.Reader.ReadAsync(rows, work.Caller, work.Language, ct)).ToDictionary(item => item.Id);
        return TypedResults.Ok(page.ToPage(rows, row => PageCursor.Of(row.DueAt, row.Id), row => shown[row.Id], total));
    }

    private static DateTimeOffset DueUntil(string due, DateTimeOffset now)
    {
        if (due == "now")
            return now;
        return DateTimeOffset.TryParse(due, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new ValidationProblemException("parameter.invalid",
                ("/due", "Must be now, or an RFC 3339 time. | 必须是 now 或 RFC 3339 时间。"));
    }
}
