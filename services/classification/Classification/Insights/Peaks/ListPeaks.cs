using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ComplaintPlatform.Classification.Insights.Peaks;

/// <summary>When complaints come; hours, weekdays and dates are the storefront's own.</summary>
/// <param name="Hours">24 counts by hour of the day.</param>
/// <param name="Weekdays">Monday first.</param>
/// <param name="Cells">All 168 pairs of weekday and hour, Monday 0:00 first.</param>
/// <param name="Dates">Every day of the period, also those without complaints.</param>
/// <param name="Busiest">The cells, at most five, with the most complaints for each such hour of the period; none where nobody
/// complained.</param>
public sealed record PeaksResponse(
    string StorefrontId, string TimeZone, DateOnly From, DateOnly To, string? Category, int Total, IReadOnlyList<int> Hours,
    IReadOnlyList<PeakWeekday> Weekdays, IReadOnlyList<PeakCell> Cells, IReadOnlyList<PeakDate> Dates, IReadOnlyList<PeakCell> Busiest);

/// <param name="Weekday">1 is Monday, 7 is Sunday.</param>
/// <param name="PerDay">For each such day of the period; unknown where the period has none.</param>
public sealed record PeakWeekday(int Weekday, int Count, int Days, double? PerDay);

/// <param name="Weekday">1 is Monday, 7 is Sunday.</param>
/// <param name="Hour">0 to 23.</param>
/// <param name="PerDay">For each such weekday of the period; unknown where the period has none.</param>
public sealed record PeakCell(int Weekday, int Hour, int Count, double? PerDay);

public sealed record PeakDate(DateOnly Date, int Weekday, int Count);

/// <summary>Hour by weekday by date, from counts of quarter hours that an index holds: no complaint is read.</summary>
internal static class ListPeaks
{
    private const int MostBusiest = 5, HoursOfDay = 24, DaysOfWeek = 7;

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/peaks", HandleAsync).WithName(nameof(ListPeaks))
            .AllowRoles([Roles.Supervisor, .. Roles.Management, Roles.Auditor])
            .WithSummary("Hours, weekdays and dates on which complaints come")
            .WithDescription(
                "Counts of complaints by hour of the day, weekday and date in the storefront's time zone, by receipt; the last 30 days "
                + "that are "
                + "over unless `from` and `to` name others. `category` takes a category with all below it.");

    internal static async Task<Ok<PeaksResponse>> HandleAsync(
        [AsParameters] PeakQuery query, Caller caller, ClassificationDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var days = await LocalDays.ReadAsync(query.StorefrontId, query.From, query.To, caller, db, clock.GetUtcNow(), ct);
        var quarters = await CountsAsync(days, query.Category, db, ct);
        var cells = new int[DaysOfWeek, HoursOfDay];
        var dates = new int[days.Count];
        foreach (var (quarter, count) in quarters)
        {
            var local = days.LocalOf(quarter);
            cells[(int)local.DayOfWeek - 1, local.Hour] += count;
            dates[local.Date.ToDateOnly().DayNumber - days.From.DayNumber] += count;
        }

        return TypedResults.Ok(Response(days, query.Category, cells, dates));
    }

    private static async Task<List<(int Quarter, int Count)>> CountsAsync(
        LocalDays days, string? category, ClassificationDbContext db, CancellationToken ct)
    {
        var (first, end) = days.Quarters();
        var rows = db.Classifications.AsNoTracking()
            .Where(row => row.StorefrontId == days.StorefrontId && row.QuarterHour >= first && row.QuarterHour < end);
        if (category is not null)
        {
            var below = category + "/";
            rows = rows.Where(row => row.Category == category || row.Category.StartsWith(below));
        }

        var counts = await rows.GroupBy(row => row.QuarterHour).Select(group => new { Quarter = group.Key, Count = group.Count() })
            .ToListAsync(ct);
        return counts.ConvertAll(row => (row.Quarter, row.Count));
    }

    private static PeaksResponse Response(LocalDays days, string? category, int[,] cells, int[] dates)
    {
        var occurrences = new int[DaysOfWeek];
        for (var day = days.From; day <= days.To; day = day.AddDays(1))
            occurrences[WeekdayOf(day) - 1]++;
        var all = (from weekday in Enumerable.Range(1, DaysOfWeek)
                   from hour in Enumerable.Range(0, HoursOfDay)
                   let count = cells[weekday - 1, hour]
                   select new PeakCell(weekday, hour, count, PerDay(count, occurrences[weekday - 1]))).ToList();
        var weekdays = all.GroupBy(cell => cell.Weekday).Select(group =>
        {
            var count = group.Sum(cell => cell.Count);
            return new PeakWeekday(group.Key, count, occurrences[group.Key - 1], PerDay(count, occurrences[group.Key - 1]));
        });
        return new PeaksResponse(
            days.StorefrontId, days.Zone.Id, days.From, days.To, category, dates.Sum(),
            [.. Enumerable.Range(0, HoursOfDay).Select(hour => all.Where(cell => cell.Hour == hour).Sum(cell => cell.Count))],
            [.. weekdays], all,
            [.. dates.Select((count, at) => new PeakDate(days.From.AddDays(at), WeekdayOf(days.From.AddDays(at)), count))],
            [.. all.Where(cell => cell.Count > 0).OrderByDescending(cell => cell.PerDay).ThenBy(cell => cell.Weekday)
                .ThenBy(cell => cell.Hour).Take(MostBusiest)]);
    }

    private static int WeekdayOf(DateOnly day) => (int)LocalDate.FromDateOnly(day).DayOfWeek;

    private static double? PerDay(int count, int days) => days == 0 ? null : Math.Round((double)count / days, 4);
}

/// <summary>Which complaints; what is not given does not filter.</summary>
internal sealed class PeakQuery
{
    /// <summary>Needed by callers of several storefronts.</summary>
    public string? StorefrontId { get; set; }

    /// <summary>First day, such as <c>2026-11-01</c>.</summary>
    public DateOnly? From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly? To { get; set; }

    /// <summary>Such as <c>logistics</c> or <c>logistics/delay</c>.</summary>
    public string? Category { get; set; }
}
