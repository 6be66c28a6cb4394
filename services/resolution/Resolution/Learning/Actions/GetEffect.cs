using ComplaintPlatform.Kernel;
using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Learning.Causes;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ComplaintPlatform.Resolution.Learning.Actions;

public enum EffectConclusion { Reduced, Increased, NotShown, Unknown }

/// <param name="EffectiveOn">The day since when the action is in force; it belongs to neither side.</param>
/// <param name="Ratio">The rate after by the rate before.</param>
/// <param name="ReductionPercent">What the ratio means: 60 is 60 % less, -10 is 10 % more.</param>
/// <param name="Conclusion"><c>not_shown</c> where the interval holds both better and worse.</param>
/// <param name="Reasons">Why it is unknown, or to be read with care: <c>not_done</c>, <c>no_day_after_yet</c>, <c>no_orders_before</c>,
/// <c>no_orders_after</c>, <c>no_complaints</c>, <c>causes_recorded_unevenly</c>.</param>
/// <param name="Text">The same as a sentence.</param>
public sealed record EffectResponse(
    Guid ActionId, ActionCause Cause, DateOnly? EffectiveOn, string TimeZone, EffectSide? Before, EffectSide? After, RateRatio Ratio,
    ReductionEstimate ReductionPercent, EffectConclusion Conclusion, IReadOnlyList<string> Reasons, string Text, string RateMethod,
    string RatioMethod);

/// <param name="Days">Days of the period.</param>
/// <param name="DaysWithOrders">Those for which order volumes were posted; only these are reckoned, on both sides of the fraction.</param>
/// <param name="Rate">Complaints with the cause per 1,000 orders.</param>
/// <param name="Complaints">All of the storefront on these days, whatever their cause.</param>
/// <param name="WithRootCause">Those of which a root cause is recorded.</param>
public sealed record EffectSide(
    DateOnly From, DateOnly To, int Days, int DaysWithOrders, EventRate Rate, int Complaints, int WithRootCause);

public sealed record ReductionEstimate(double? Value, double? Low, double? High);

/// <summary>
/// What a corrective action did: complaints of its cause for each 1,000 orders before and after. A ratio of two Poisson rates with the
/// conditional exact interval (Przyborowski and Wilenski 1940, Biometrika 31:313; limits by Clopper and Pearson 1934, Biometrika 26:404),
/// which holds for counts of any size; each rate with Garwood's exact interval (1936, Biometrika 28:437). It compares periods and not
/// groups: what else changed in between is in it.
/// </summary>
internal static class GetEffect
{
    private const int DefaultDays = 90, MostDays = 365;

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/{id:guid}/effect", HandleAsync).WithName(nameof(GetEffect)).AllowRoles(Roles.Staff)
            .WithSummary("Effect of a corrective action")
            .WithDescription(
                "Complaints of the cause per 1,000 orders before and after the action came into force, each with an exact 95 % "
                + "interval, and their ratio "
                + "by the conditional exact method. `days` (1 to 365, 90 by default) is the length of each side; the later one ends "
                + "yesterday at "
                + "the latest. Days without posted order volumes are left out. What cannot be known is `null`, with the reason.");

    internal static async Task<Results<Ok<EffectResponse>, NotFoundProblem>> HandleAsync(
        Guid id, int? days, RequestLanguage language, ResolutionDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (days is < 1 or > MostDays)
            throw new ValidationProblemException("parameter.invalid", ("/days", "Must be between 1 and 365. | 必须在 1 到 365 之间。"));
        if (await db.CorrectiveActions.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } action)
            return Problems.NotFound("corrective_action.not_found");

        var cause = (await db.StandingCauseAsync(action.CauseId, ct))!;
        var settings = await db.StorefrontSettings.AsNoTracking().FirstOrDefaultAsync(row => row.Id == action.StorefrontId, ct);
        var counting = new EffectCounting(db, cause, LocalDay.ZoneOf(settings?.TimeZone));
        var effect = await counting.ReadAsync(action, days ?? DefaultDays, clock.GetUtcNow(), ct);
        return TypedResults.Ok(effect with { Text = EffectTexts.Of(effect, language) });
    }
}

/// <summary>Counts both sides of an action.</summary>
internal sealed class EffectCounting(ResolutionDbContext db, Cause cause, DateTimeZone zone)
{
    /// <summary>
    /// Sides whose shares of complaints with a recorded cause are further apart than this are not told apart by the action alone.
    /// </summary>
    private const double UnevenShare = 0.2;

    public async Task<EffectResponse> ReadAsync(CorrectiveAction action, int days, DateTimeOffset now, CancellationToken ct)
    {
        if (action.EffectiveAt is not { } effectiveAt)
            return Response(action, null, null, null, ["not_done"]);

        var day = LocalDay.Of(effectiveAt, zone);
        var yesterday = LocalDay.Of(now, zone).AddDays(-1);
        var last = day.AddDays(days) < yesterday ? day.AddDays(days) : yesterday;
        var before = await SideAsync(day.AddDays(-days), day.AddDays(-1), ct);
        if (last <= day)
            return Response(action, day, before, null, ["no_day_after_yet"]);

        var after = await SideAsync(day.AddDays(1), last, ct);
        List<string> reasons = [];
        if (before.Rate.Exposure == 0)
            reasons.Add("no_orders_before");
        if (after.Rate.Exposure == 0)
            reasons.Add("no_orders_after");
        if (reasons.Count == 0 && before.Rate.Events + after.Rate.Events == 0)
            reasons.Add("no_complaints");
        if (before.Complaints > 0 && after.Complaints > 0 && Math.Abs(ShareRecorded(before) - ShareRecorded(after)) > UnevenShare)
            reasons.Add("causes_recorded_unevenly");
        return Response(action, day, before, after, reasons);
    }

    private EffectResponse Response(CorrectiveAction action, DateOnly? day, EffectSide? before, EffectSide? after, List<string> reasons)
    {
        var ratio = before is null || after is null
            ? RateRatio.Unknown
            : RateRatio.Of(before.Rate.Events, before.Rate.Exposure, after.Rate.Events, after.Rate.Exposure);
        var conclusion = ratio switch
        {
            { PValue: null } => EffectConclusion.Unknown,
            { High: < 1 } => EffectConclusion.Reduced,
            { Low: > 1 } => EffectConclusion.Increased,
            _ => EffectConclusion.NotShown,
        };
        return new EffectResponse(
            action.Id, new ActionCause(cause.Id, cause.Name), day, zone.Id, before, after, ratio,
            new ReductionEstimate(Reduction(ratio.Value), Reduction(ratio.High), Reduction(ratio.Low)), conclusion, reasons, "",
            EventRate.Method, RateRatio.Method);
    }

    private async Task<EffectSide> SideAsync(DateOnly from, DateOnly to, CancellationToken ct)
    {
        var volumes = await db.OrderVolumes.AsNoTracking()
            .Where(row => row.StorefrontId == cause.StorefrontId && row.Day >= from && row.Day <= to)
            .GroupBy(row => row.Day).Select(group => new { Day = group.Key, Orders = group.Sum(row => (long)row.Orders) }).ToListAsync(ct);
        var known = volumes.Where(volume => volume.Orders > 0).ToDictionary(volume => volume.Day, volume => volume.Orders);
        var (start, end) = (LocalDay.StartOf(from, zone), LocalDay.StartOf(to.AddDays(1), zone));
        var times = await db.RootCausesOf(cause).AsNoTracking().Where(row => row.ReceivedAt >= start && row.ReceivedAt < end)
            .Select(row => row.ReceivedAt).ToListAsync(ct);
        var recorded = await db.RootCauses.AsNoTracking()
            .CountAsync(row => row.StorefrontId == cause.StorefrontId && row.ReceivedAt >= start && row.ReceivedAt < end, ct);
        var complaints = await db.Cases.AsNoTracking()
            .CountAsync(row => row.StorefrontId == cause.StorefrontId && row.OpenedAt >= start && row.OpenedAt < end, ct);
        return new EffectSide(
            from, to, to.DayNumber - from.DayNumber + 1, known.Count,
            EventRate.Of(times.Count(time => known.ContainsKey(LocalDay.Of(time, zone))), known.Values.Sum()), complaints, recorded);
    }

    private static double ShareRecorded(EffectSide side) => (double)side.WithRootCause / side.Complaints;

    private static double? Reduction(double? ratio) => ratio is { } known ? Math.Round(100 * (1 - known), 2) : null;
}
