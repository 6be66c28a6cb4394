using System.Linq.Expressions;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Learning.Outcomes;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ComplaintPlatform.Resolution.Learning.Scorecards;

public enum ScorecardGroup { Agent, Team, Department, Storefront }

/// <param name="TimeZone">Of the days: the storefront's where it is one, else UTC.</param>
public sealed record ScorecardsResponse(
    ScorecardGroup GroupBy, DateOnly From, DateOnly To, string TimeZone, string MeanMethod, string ShareMethod,
    IReadOnlyList<Scorecard> Items);

/// <summary>How cases went that ended in the period. A reopened case counts once for each cycle, for whom it had then.</summary>
/// <param name="Key">An agent's id, a department's id, or a storefront's; empty for cases without one.</param>
/// <param name="Cases">Cycles that ended in the period.</param>
/// <param name="FirstResponseHours">From the begin of the cycle, by the clock on the wall.</param>
/// <param name="ResolutionHours">Of those that were resolved.</param>
/// <param name="DeadlinesKept">Share of first responses and resolutions in time; what ended before it was met or missed does not
/// count.</param>
/// <param name="ReopenRate">Share of the cycles after which another one followed.</param>
/// <param name="Satisfaction">Customers' scores, 1 to 5.</param>
/// <param name="Compensation">What was promised to customers and not released, by currency.</param>
public sealed record Scorecard(
    string Key, string? Name, int Cases, Estimate FirstResponseHours, Estimate ResolutionHours, Estimate DeadlinesKept, Estimate ReopenRate,
    Estimate Satisfaction, IReadOnlyList<CompensationSpent> Compensation);

/// <param name="Promises">How many promises with a value.</param>
/// <param name="PerCase">The total by all cases of the scorecard.</param>
public sealed record CompensationSpent(Money Total, int Promises, Money PerCase);

internal sealed class ScorecardQuery
{
    private const int ByDefault = 30, Most = 400;

    /// <summary><c>agent</c> by default, <c>team</c>, <c>department</c> or <c>storefront</c>.</summary>
    public QueryEnum<ScorecardGroup>? GroupBy { get; set; }

    /// <summary>One of the caller's storefronts; all of them by default.</summary>
    public string? StorefrontId { get; set; }

    /// <summary>First day, such as <c>2026-11-01</c>; by default the last 30 days up to today.</summary>
    public DateOnly? From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly? To { get; set; }

    public (DateOnly From, DateOnly To) Days(DateOnly today)
    {
        if (From is { Year: < 2000 or > 2200 } || To is { Year: < 2000 or > 2200 })
        {
            throw new ValidationProblemException("parameter.invalid",
                (From is { Year: < 2000 or > 2200 } ? "/from" : "/to", "Must be a day from 2000 to 2200. | 必须是 2000 至 2200 年的日期。"));
        }

        var to = To ?? From?.AddDays(ByDefault - 1) ?? today;
        var from = From ?? to.AddDays(1 - ByDefault);
        return to >= from && to.DayNumber - from.DayNumber < Most
            ? (from, to)
            : throw new ValidationProblemException(
                "parameter.invalid",
                ("/to", $"Must not lie before from, and at most {Most} days are told at once. | 不能早于 from,且一次最多 {Most} 天。"));
    }
}

/// <summary>Figures by agent, team, department or storefront, each with its count and interval.</summary>
internal static class GetScorecards
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/scorecards", HandleAsync).WithName(nameof(GetScorecards)).AllowRoles(Roles.Staff)
            .WithSummary("Scorecards by agent, team, department or storefront")
            .WithDescription(
                "First response, resolution time, deadlines kept, reopen rate, satisfaction and compensation of cases that ended in the "
                + "period, each "
                + "with its count and 95 % interval. A team is the department that an agent belongs to, a department the one that had "
                + "the case. "
                + "Agents see their own scorecard only, everybody else those of their storefronts.");

    internal static async Task<Ok<ScorecardsResponse>> HandleAsync(
        [AsParameters] ScorecardQuery query, Caller caller, ResolutionDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var groupBy = query.GroupBy?.Value ?? ScorecardGroup.Agent;
        if (caller.Role == Roles.Agent && groupBy is not ScorecardGroup.Agent)
            throw Problems.Forbidden("scorecard.own_only", "Agents see their own scorecard. | 客服只能查看本人的绩效。");
        if (query.StorefrontId is { } named)
            StorefrontChoice.Of(named, caller);

        var only = query.StorefrontId ?? (caller is { AllStorefronts: false, Storefronts.Count: 1 } ? caller.Storefronts[0] : null);
        var settings = await db.StorefrontSettings.AsNoTracking().FirstOrDefaultAsync(row => row.Id == only, ct);
        var zone = only is null ? DateTimeZone.Utc : LocalDay.ZoneOf(settings?.TimeZone);
        var (from, to) = query.Days(LocalDay.Of(clock.GetUtcNow(), zone));
        var (start, end) = (LocalDay.StartOf(from, zone), LocalDay.StartOf(to.AddDays(1), zone));
        var outcomes = db.Listed<CaseOutcome>().AsNoTracking().Where(row => row.EndedAt >= start && row.EndedAt < end);
        if (query.StorefrontId is { } storefrontId)
            outcomes = outcomes.Where(row => row.StorefrontId == storefrontId);
        if (caller.Role == Roles.Agent)
        {
            var own = caller.UserId;
            outcomes = outcomes.Where(row => row.AgentId == own);
        }

        return TypedResults.Ok(new ScorecardsResponse(
            groupBy, from, to, zone.Id, Estimate.MeanMethod, Estimate.ShareMethod, await new ScorecardReading(db)
                .ReadAsync(outcomes, groupBy, ct)));
    }
}

/// <summary>Adds outcomes up in the database, one row for each agent, team, department or storefront.</summary>
internal sealed class ScorecardReading(ResolutionDbContext db)
{
    public async Task<IReadOnlyList<Scorecard>> ReadAsync(IQueryable<CaseOutcome> outcomes, ScorecardGroup groupBy, CancellationToken ct)
    {
        var sums = await outcomes.GroupBy(KeyOf(groupBy)).Select(group => new
        {
            group.Key,
            Name = group.Max(row => row.AgentName),
            Cases = group.Count(),
            Answered = group.Count(row => row.FirstResponseHours != null),
            Answer = group.Sum(row => row.FirstResponseHours ?? 0),
            AnswerSquares = group.Sum(row => (row.FirstResponseHours ?? 0) * (row.FirstResponseHours ?? 0)),
            Resolved = group.Count(row => row.ResolutionHours != null),
            Resolution = group.Sum(row => row.ResolutionHours ?? 0),
            ResolutionSquares = group.Sum(row => (row.ResolutionHours ?? 0) * (row.ResolutionHours ?? 0)),
            Due = group.Sum(row => (row.FirstResponseKept != null ? 1 : 0) + (row.ResolutionKept != null ? 1 : 0)),
            Kept = group.Sum(row => (row.FirstResponseKept == true ? 1 : 0) + (row.ResolutionKept == true ? 1 : 0)),
            Reopened = group.Count(row => row.Reopened),
            Scored = group.Count(row => row.Score != null),
            Score = group.Sum(row => row.Score ?? 0),
            ScoreSquares = group.Sum(row => (row.Score ?? 0) * (row.Score ?? 0)),
        }).ToListAsync(ct);
        var spent = await SpentAsync(outcomes, groupBy, ct);
        return
        [
            .. sums.OrderByDescending(sum => sum.Cases).ThenBy(sum => sum.Key, StringComparer.Ordinal).Select(sum => new Scorecard(
                groupBy is ScorecardGroup.Agent && Guid.TryParse(sum.Key, out var agent) ? agent.ToString() : sum.Key ?? "",
                groupBy is ScorecardGroup.Agent ? sum.Name : null, sum.Cases,
                Estimate.Mean(sum.Answered, sum.Answer, sum.AnswerSquares, lowest: 0),
                Estimate.Mean(sum.Resolved, sum.Resolution, sum.ResolutionSquares, lowest: 0),
                Estimate.Share(sum.Kept, sum.Due), Estimate.Share(sum.Reopened, sum.Cases),
                Estimate.Mean(sum.Scored, sum.Score, sum.ScoreSquares, 1, 5),
                [.. spent[sum.Key ?? ""].GroupBy(promise => promise.Currency).OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => SpentOf(group.Select(promise => promise.Amount).ToList(), group.Key, sum.Cases))])),
        ];
    }

    private async Task<ILookup<string, (decimal Amount, string Currency)>> SpentAsync(
        IQueryable<CaseOutcome> outcomes, ScorecardGroup groupBy, CancellationToken ct)
    {
        // Money is added up here: SQLite would add it as floating point
        var promises = await db.Set<Tasks.Obligation>().AsNoTracking().Where(row => row.Amount != null && row.ReleasedAt == null)
            .Join(outcomes, row => new { Id = row.CaseId, row.Cycle }, row => new { Id = row.ComplaintId, row.Cycle },
                (promise, outcome) => new
                {
                    promise.Amount,
                    promise.Currency,
                    outcome.AgentId,
                    outcome.Team,
                    outcome.Department,
                    outcome.StorefrontId,
                })
            .ToListAsync(ct);
        return promises.ToLookup(
            row => groupBy switch
            {
                ScorecardGroup.Agent => row.AgentId?.ToString() ?? "",
                ScorecardGroup.Team => row.Team,
                ScorecardGroup.Department => row.Department,
                _ => row.StorefrontId,
            },
            row => (row.Amount!.Value, row.Currency!), StringComparer.OrdinalIgnoreCase);
    }

    private static CompensationSpent SpentOf(List<decimal> amounts, string currency, int cases) =>
        new(new Money(amounts.Sum(), currency), amounts.Count, Money.Rounded(amounts.Sum() / cases, currency));

    private static Expression<Func<CaseOutcome, string?>> KeyOf(ScorecardGroup groupBy) => groupBy switch
    {
        ScorecardGroup.Agent => row => row.AgentId == null ? "" : row.AgentId.ToString(),
        ScorecardGroup.Team => row => row.Team,
        ScorecardGroup.Department => row => row.Department,
        _ => row => row.StorefrontId,
    };
}
