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

/// <summary>The call list, by due time. <c>due</c> is <c>now</c> or a time: what is due until then.</summary>
internal static class ListFollowUps
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("", HandleAsync).WithName(nameof(ListFollowUps)).AllowRoles(Roles.Staff);

    internal static async Task<Ok<Page<FollowUpResponse>>> HandleAsync(
        Guid? complaintId, QueryEnum<FollowUpState>? state, QueryEnum<FollowUpChannel>? channel, string? due, string? storefrontId,
        PageRequest page, RequestLanguage language, FollowUpDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var query = db.FollowUps.AsNoTracking().Include(row => row.Attempts).AsQueryable();
        if (complaintId is { } complaint)
            query = query.Where(row => row.ComplaintId == complaint);
        if (state is { Value: var wantedState })
            query = query.Where(row => row.State == wantedState);
        if (channel is { Value: var wantedChannel })
            query = query.Where(row => row.Channel == wantedChannel);
        if (storefrontId is not null)
            query = query.Where(row => row.StorefrontId == storefrontId);
        if (due is not null)
        {
            var until = DueUntil(due, now);
            query = query.Where(row => row.DueAt <= until);
        }

        int? total = page.Count ? await query.CountAsync(ct) : null;
        var rows = await query.PageBy(page, row => row.DueAt, row => row.Id).ToListAsync(ct);
        var policies = await PoliciesOfAsync(db, rows.Select(row => row.StorefrontId), ct);
        return TypedResults.Ok(page.ToPage(
            rows, row => PageCursor.Of(row.DueAt, row.Id), row => FollowUpResponse.From(row, policies[row.StorefrontId], language, now), total));
    }

    private static DateTimeOffset DueUntil(string due, DateTimeOffset now)
    {
        if (due == "now")
            return now;
        return DateTimeOffset.TryParse(due, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new ValidationProblemException("parameter.invalid", ("/due", "Must be now, or an RFC 3339 time. | 必须是 now 或 RFC 3339 时间。"));
    }

    private static async Task<Dictionary<string, FollowUpPolicy>> PoliciesOfAsync(FollowUpDbContext db, IEnumerable<string> storefronts, CancellationToken ct)
    {
        var policies = new Dictionary<string, FollowUpPolicy>();
        foreach (var storefront in storefronts.Distinct())
            policies[storefront] = (await PolicyDocument.ReadAsync(db, FollowUpPolicy.Kind, storefront, () => FollowUpPolicy.Default, ct)).Policy;
        return policies;
    }
}
