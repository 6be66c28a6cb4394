using System.Linq.Expressions;
using ComplaintPlatform.Classification.Classifications;
using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.Insights.Partners;

/// <param name="DaysWithOrders">Days of the period for which order volumes of this kind of partner were posted; only these are
/// reckoned.</param>
/// <param name="Partners">Those pointed out first, then by the lower end of the rate.</param>
public sealed record PartnersResponse(
    string StorefrontId, PartnerDimension Dimension, string TimeZone, DateOnly From, DateOnly To, int DaysWithOrders,
        int DaysWithOrdersBefore,
    string RateMethod, string RatioMethod, IReadOnlyList<PartnerResponse> Partners);

/// <param name="Complaints">All of the period, also of days without order volumes.</param>
/// <param name="Rate">Complaints per 1,000 orders, of days with order volumes.</param>
/// <param name="Before">The same of as many days before.</param>
/// <param name="Trend">Told only where the 95 % interval of the change leaves no doubt.</param>
/// <param name="Change">This period's rate by the one before.</param>
/// <param name="AgainstOthers">This partner's rate by that of all others of the storefront together.</param>
/// <param name="Alerts">Why it is pointed out, by the policy in force.</param>
/// <param name="Unknown"><c>no_orders</c> where no order volumes of it are known, so that there is no rate.</param>
public sealed record PartnerResponse(
    string Name, int Complaints, EventRate Rate, EventRate Before, PartnerTrend Trend, RateRatio Change, RateRatio AgainstOthers,
    IReadOnlyList<PartnerAlert> Alerts, string? Unknown)
{
    internal const string NoOrders = "no_orders";
}

/// <summary>
/// How many complaints each carrier, supplier or store has for 1,000 orders, from the index that holds partners beside times.
/// </summary>
internal static class ListPartners
{
    private const int DefaultLimit = 50, MostItems = 200;

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/partners", HandleAsync).WithName(nameof(ListPartners))
            .AllowRoles([Roles.Supervisor, .. Roles.Management, Roles.Auditor])
            .WithSummary("Complaints per 1,000 orders of carriers, suppliers and stores")
            .WithDescription(
                "Rate with its exact 95 % interval, change against as many days before, and who is pointed out by "
                + "`/insights/partner-policies`. "
                + "Orders are those posted to `/order-volumes`; days without them are left out of both sides. The last 30 days that are "
                + "over "
                + "unless `from` and `to` name others.");

    internal static async Task<Ok<PartnersResponse>> HandleAsync(
        [AsParameters] PartnerQuery query, Caller caller, ClassificationDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var limit = query.Limit ?? DefaultLimit;
        if (limit is < 1 or > MostItems)
            throw new ValidationProblemException("parameter.invalid", ("/limit", "Must be between 1 and 200. | 必须在 1 到 200 之间。"));
        if (query.Dimension is not { } asked)
        {
            throw new ValidationProblemException("parameter.invalid",
                ("/dimension", "Must be carrier, supplier or store. | 必须是 carrier、supplier 或 store。"));
        }

        var days = await LocalDays.ReadAsync(query.StorefrontId, query.From, query.To, caller, db, clock.GetUtcNow(), ct);
        var policy = (await PartnerPolicy.Set.ReadAsync(db, days.StorefrontId, ct)).Policy;
        var counting = new PartnerCounting(db, asked.Value);
        var (now, known) = await counting.CountAsync(days, ct);
        var (before, knownBefore) = await counting.CountAsync(days.Before, ct);
        var complaints = await counting.ComplaintsAsync(days, days.From, days.To, ct);
        var partners = new PartnerReading(policy).Read(now, before, complaints);
        return TypedResults.Ok(new PartnersResponse(
            days.StorefrontId, asked.Value, days.Zone.Id, days.From, days.To, known, knownBefore, EventRate.Method, RateRatio.Method,
            [.. partners.Where(partner => !query.AlertsOnly.GetValueOrDefault() || partner.Alerts.Count > 0)
                .OrderByDescending(partner => partner.Alerts.Count > 0).ThenByDescending(partner => partner.Rate.Low ?? -1)
                .ThenByDescending(partner => partner.Complaints).ThenBy(partner => partner.Name, StringComparer.Ordinal).Take(limit)]));
    }
}

internal sealed class PartnerQuery
{
    /// <summary><c>carrier</c>, <c>supplier</c> or <c>store</c>.</summary>
    public QueryEnum<PartnerDimension>? Dimension { get; set; }

    /// <summary>Needed by callers of several storefronts.</summary>
    public string? StorefrontId { get; set; }

    /// <summary>First day, such as <c>2026-11-01</c>.</summary>
    public DateOnly? From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly? To { get; set; }

    /// <summary>Only those that are pointed out.</summary>
    public bool? AlertsOnly { get; set; }

    /// <summary>1 to 200, 50 by default.</summary>
    public int? Limit { get; set; }
}

/// <summary>Counts complaints and orders by partner, both of the same days.</summary>
internal sealed class PartnerCounting(ClassificationDbContext db, PartnerDimension dimension)
{
    /// <returns>The counts, and on how many days orders are known.</returns>
    public async Task<(Dictionary<string, PartnerCount> Counts, int Days)> CountAsync(LocalDays days, CancellationToken ct)
    {
        var volumes = db.OrderVolumes.AsNoTracking()
            .Where(row => row.StorefrontId == days.StorefrontId && row.Day >= days.From && row.Day <= days.To).Where(Named(VolumeName));
        var orders = await volumes.GroupBy(VolumeName)
            .Select(group => new { Name = group.Key!, Orders = group.Sum(row => (long)row.Orders) }).ToListAsync(ct);
        var known = await volumes.Select(row => row.Day).Distinct().OrderBy(day => day).ToListAsync(ct);

        var complaints = new Dictionary<string, int>();
        foreach (var (first, last) in Runs(known))
        {
            foreach (var (name, count) in await ComplaintsAsync(days, first, last, ct))
                complaints[name] = complaints.GetValueOrDefault(name) + count;
        }

        // Complaints about a partner whose orders are not known have nothing to be divided by
        var counts = orders.Where(row => row.Orders > 0)
            .ToDictionary(row => row.Name, row => new PartnerCount(complaints.GetValueOrDefault(row.Name), row.Orders));
        return (counts, known.Count);
    }

    public async Task<Dictionary<string, int>> ComplaintsAsync(LocalDays days, DateOnly from, DateOnly to, CancellationToken ct)
    {
        var (first, end) = days.Quarters(from, to);
        return await db.Classifications.AsNoTracking()
            .Where(row => row.StorefrontId == days.StorefrontId && row.QuarterHour >= first && row.QuarterHour < end)
            .Where(Named(ComplaintName)).GroupBy(ComplaintName).Select(group => new { Name = group.Key!, Count = group.Count() })
            .ToDictionaryAsync(row => row.Name, row => row.Count, ct);
    }

    private Expression<Func<OrderVolume, string?>> VolumeName => dimension switch
    {
        PartnerDimension.Carrier => row => row.Carrier,
        PartnerDimension.Supplier => row => row.Supplier,
        _ => row => row.Store,
    };

    private Expression<Func<ComplaintClassification, string?>> ComplaintName => dimension switch
    {
        PartnerDimension.Carrier => row => row.Carrier,
        PartnerDimension.Supplier => row => row.Supplier,
        _ => row => row.Store,
    };

    private static Expression<Func<T, bool>> Named<T>(Expression<Func<T, string?>> name) => Expression.Lambda<Func<T, bool>>(
        Expression.NotEqual(name.Body, Expression.Constant(null, typeof(string))), name.Parameters);

    // Days that follow each other are one range: mostly there is but one
    private static IEnumerable<(DateOnly First, DateOnly Last)> Runs(List<DateOnly> days)
    {
        for (var at = 0; at < days.Count;)
        {
            var end = at;
            while (end + 1 < days.Count && days[end + 1] == days[end].AddDays(1))
                end++;
            yield return (days[at], days[end]);
            at = end + 1;
        }
    }
}
