using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Satisfaction;
using ComplaintPlatform.Survey.Storefronts;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Reports;

public enum ReportFormat { Json, Csv, Html }

/// <summary>The management report of one month: what to decide, and what it stands on.</summary>
internal static class GetMonthlyReport
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/monthly", HandleAsync).WithName(nameof(GetMonthlyReport)).AllowRoles(GetSatisfactionSummary.Readers)
            .Produces<MonthlyReportResponse>().Produces(StatusCodes.Status200OK, contentType: "text/csv")
            .Produces(StatusCodes.Status200OK, contentType: "text/html")
            .WithDescription("""
                One month of one storefront, or of all of the caller's: `json` (default), `csv` (a figure a line), or `html` (one page with its charts
                inside, for the screen, a phone and the printer). `month` is such as `2026-11`, by default the last that is over; the running month is
                given as far as it has come, a month that has not come is refused. Months, days and hours are the storefront's. Texts are in the
                language of `Accept-Language`.
                """);
        group.MapPolicy<ReportPolicy, SurveyDbContext>("/policies", ReportPolicy.Set);
    }

    internal static async Task<IResult> HandleAsync(
        [AsParameters] ReportFilter filter, RequestLanguage language, HttpContext http, SurveyDbContext db, MonthlyReportBuilder builder,
        TimeProvider clock, CancellationToken ct)
    {
        KnownParametersOf(http);
        var known = await db.KnownStorefronts.AsNoTracking().OrderBy(row => row.StorefrontId).ToListAsync(ct);
        var own = filter.StorefrontId is { } wanted ? known.Find(row => row.StorefrontId == wanted)
            : known is [var only] ? only : null;
        var month = ReportMonth.Read(filter.Month, Storefront.ZoneOf(own ?? known.FirstOrDefault()), clock.GetUtcNow());
        var name = own?.Name ?? filter.StorefrontId ?? string.Join(" · ", known.Select(row => row.Name ?? row.StorefrontId));
        var report = await builder.BuildAsync(
            month, await StorefrontOfRequest.OfFiguresAsync(filter.StorefrontId, Caller.Of(http.User), db, ct), name, language, ct);
        return filter.Format?.Value switch
        {
            ReportFormat.Csv => TypedResults.File(MonthlyReportCsv.Write(report), "text/csv; charset=utf-8", $"complaints-{report.Month}.csv"),
            ReportFormat.Html => MonthlyReportPage.Of(report, language, http),
            _ => TypedResults.Ok(report),
        };
    }

    // Pages are spared the check of all others; this one is asked for by programs
    private static void KnownParametersOf(HttpContext http)
    {
        var unknown = http.Request.Query.Keys.Where(name => name is not ("month" or "format" or "storefrontId"))
            .Select(name => ("/" + name, "This parameter is not known here; known are: format, month, storefrontId. | 未知参数,可用参数:format, month, storefrontId。"))
            .Take(10).ToArray();
        if (unknown.Length > 0)
            throw new ValidationProblemException("parameter.unknown", unknown);
    }
}

internal sealed class ReportFilter
{
    /// <summary>Such as <c>2026-11</c>.</summary>
    public string? Month { get; set; }

    public QueryEnum<ReportFormat>? Format { get; set; }

    public string? StorefrontId { get; set; }
}
