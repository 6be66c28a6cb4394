using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Insights.Counting;
using ComplaintPlatform.Classification.Insights.HotSpots;
using ComplaintPlatform.Classification.Insights.Terms;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.Insights;

/// <param name="FalseAlarmRate">The expected share of false ones among them.</param>
public sealed record TrendsResponse(string FromWeek, string ToWeek, double FalseAlarmRate, IReadOnlyList<TrendResponse> Items);

/// <summary>A sudden rise, with the weeks before it.</summary>
public sealed record TrendResponse(HotSpotResponse Rise, string Week, DateTimeOffset FlaggedAt, IReadOnlyList<TrendWeek> Weeks);

/// <param name="Documents">Complaints of the value in the week.</param>
public sealed record TrendWeek(string Week, int Count, int Documents, double Share);

/// <summary>Sudden rises of the last weeks, newest first, each with its course.</summary>
internal static class ListTrends
{
    private const int DefaultWeeks = 12, MostWeeks = 53;

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/trends", HandleAsync).WithName(nameof(ListTrends))
            .AllowRoles([Roles.Supervisor, .. Roles.Management, Roles.Auditor]);

    internal static async Task<Ok<TrendsResponse>> HandleAsync(
        [AsParameters] InsightFilter filter, int? weeks, RequestLanguage language, ClassificationDbContext db, TimeProvider clock,
        CancellationToken ct)
    {
        filter.EnsureLimit();
        if (weeks is < 1 or > MostWeeks)
            throw new ValidationProblemException("parameter.invalid", ("/weeks", "Must be between 1 and 53. | 必须在 1 到 53 之间。"));

        var to = filter.WeekAt(clock.GetUtcNow());
        var from = to.Add(1 - (weeks ?? DefaultWeeks));
        var policy = (await PolicyDocument.ReadAsync(db, InsightPolicyEndpoints.Kind, null, () => new InsightPolicy(), ct)).Policy;
        var rises = await filter.Apply(db.HotSpots.AsNoTracking())
            .Where(row => row.Week >= from.Number && row.Week <= to.Number && row.FlaggedAt != null)
            .OrderByDescending(row => row.FlaggedAt).ThenBy(row => row.Id).Take(filter.Take).ToListAsync(ct);

        var items = new List<(int Place, TrendResponse Item)>();
        foreach (var group in rises.Select((rise, place) => (rise, place))
            .GroupBy(pair => (pair.rise.StorefrontId, pair.rise.Dimension, pair.rise.Value)))
        {
            // One cell after the other is read and let go: together they may be large
            var rows = group.ToList();
            var courses = rows.ConvertAll(_ => new List<TrendWeek>());
            foreach (var (week, cell) in await CellsAsync(db, group.Key.StorefrontId, group.Key.Dimension, group.Key.Value, from, to, ct))
            {
                for (var i = 0; i < rows.Count; i++)
                    courses[i].Add(Point(week, cell, rows[i].rise.Words));
            }

            items.AddRange(rows.Select((row, i) => (row.place,
                new TrendResponse(HotSpotResponse.From(row.rise, language), new IsoWeek(row.rise.Week).ToString(),
                row.rise.FlaggedAt!.Value, courses[i]))));
        }

        return TypedResults.Ok(new TrendsResponse(from.ToString(), to.ToString(), policy.FalseAlarmRate,
            [.. items.OrderBy(item => item.Place).Select(item => item.Item)]));
    }

    private static async Task<List<(IsoWeek Week, TermCell Cell)>> CellsAsync(
        ClassificationDbContext db, string storefrontId, InsightDimension dimension, string value, IsoWeek from, IsoWeek to,
        CancellationToken ct)
    {
        var rows = await db.TermCounts.AsNoTracking()
            .Where(row => row.StorefrontId == storefrontId && row.Dimension == dimension && row.Value == value && row.Week >= from.Number
                && row.Week <= to.Number)
            .OrderBy(row => row.Week).Select(row => new { row.Week, row.Counts }).ToListAsync(ct);
        return rows.ConvertAll(row => (new IsoWeek(row.Week), TermCell.Read(row.Counts)));
    }

    private static TrendWeek Point(IsoWeek week, TermCell cell, string words)
    {
        var count = cell.CountOf(Term.HashOf(words));
        return new TrendWeek(week.ToString(), count, cell.Documents, cell.Documents == 0 ? 0 : (double)count / cell.Documents);
    }
}
