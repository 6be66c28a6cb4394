using ComplaintPlatform.Kernel;
using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Survey.Comments;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Policies;
using ComplaintPlatform.Survey.Storefronts;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Satisfaction;

/// <summary>
/// What figures can be given by: what a complaint is classified and recorded by, and the period in which its case closed.
/// </summary>
public enum SatisfactionGrouping
{
    Storefront, Category, Agent, Channel, Urgency, Month, Week, Day, Department, Severity, Difficulty, CustomerType, ComplainantKind,
    ReasonCode, Product, ProductCategory, Carrier, Supplier, Store, Language,
}

/// <param name="AverageScore">1 to 5.</param>
/// <param name="Csat">The share of scores of 4 and 5.</param>
/// <param name="SolvedRate">The share of customers who say that it is solved.</param>
/// <param name="Nps">Promoters (9, 10) less detractors (0 to 6), in points from -100 to 100, where the questionnaire asks for it.</param>
/// <param name="ResponseRate">The share of those asked who answered. A question that was withdrawn was not asked.</param>
/// <param name="FewAnswers">Fewer scores than a figure should be acted on (survey policy, <c>fewestAnswers</c>).</param>
/// <param name="Groups">With <c>groupBy</c>; the key is empty where a complaint has no such value.</param>
/// <param name="Trend">With <c>trend</c>: every period from the first to the last with an answer, in the storefront's time zone.</param>
/// <param name="Comments">What was written in public in the same period; in none of the other figures, because nobody was asked.</param>
/// <param name="FirstResponseTime">How long the same customers waited for the first answer, from the receipt of their complaint.</param>
/// <param name="ResolutionTime">How long it took until their complaint was resolved, for the last time where it was opened again.</param>
/// <param name="ByOwnAgent">Of the answers, those that the case's own agent filled in on the phone.</param>
public sealed record SatisfactionSummaryResponse(
    Estimate AverageScore, Estimate Csat, Estimate SolvedRate, Estimate Nps, Estimate ResponseRate, bool FewAnswers,
    IReadOnlyList<SatisfactionGroupResponse> Groups, IReadOnlyList<SatisfactionGroupResponse> Trend, CommentsResponse Comments,
    DurationFigure FirstResponseTime, DurationFigure ResolutionTime, long ByOwnAgent);

/// <param name="FewAnswers">Fewer scores than a figure should be acted on.</param>
/// <param name="ByOwnAgent">Of the answers, those that the case's own agent filled in on the phone.</param>
/// <param name="Comments">Public comments on this value; where comments do not know the dimension it is left out.</param>
public sealed record SatisfactionGroupResponse(
    string Key, Estimate AverageScore, Estimate Csat, Estimate SolvedRate, Estimate Nps, Estimate ResponseRate, bool FewAnswers,
    DurationFigure FirstResponseTime, DurationFigure ResolutionTime, long ByOwnAgent, CommentsResponse? Comments = null);

/// <param name="Count">All of them, also those without a rating.</param>
/// <param name="AverageRating">1 to 5, of those with a rating.</param>
/// <param name="Satisfied">The share of ratings of 4 and 5.</param>
/// <param name="BySource">The same for social media and reviews apart.</param>
public sealed record CommentsResponse(long Count, Estimate AverageRating, Estimate Satisfied, IReadOnlyList<CommentSourceResponse> BySource);

public sealed record CommentSourceResponse(CommentSource Source, long Count, Estimate AverageRating, Estimate Satisfied);

/// <summary>How satisfied the customers are whose cases closed in a period.</summary>
internal static class GetSatisfactionSummary
{
    public static IReadOnlyList<string> Readers { get; } = [Roles.Supervisor, .. Roles.Management, Roles.Auditor];

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/summary", HandleAsync).WithName(nameof(GetSatisfactionSummary)).AllowRoles(Readers)
            .WithDescription("""
                Every rate carries the number of answers it stands on and its 95 % interval (Wilson), every mean Student's. `groupBy` gives the same
                figures for each value of a dimension or period, `key` narrows all of them to one value of it, and `trend` gives their course.
                Waiting and repair times stand beside them as median and 90th percentile by nearest rank, of the same customers.
                `from` lies inside the period, `to` outside. Days, weeks (ISO 8601) and months are those of the storefront's time zone.
                """);

    internal static async Task<Ok<SatisfactionSummaryResponse>> HandleAsync(
        [AsParameters] SummaryFilter filter, Caller caller, SurveyDbContext db, PolicySet<SurveyPolicy> policies, CancellationToken ct)
    {
        filter.EnsureSound();
        filter.StorefrontId = await StorefrontOfRequest.OfFiguresAsync(filter.StorefrontId, caller, db, ct);
        var fewest = (await policies.ReadAsync(db, filter.StorefrontId, ct)).Policy.FewestAnswers;
        var reader = new SatisfactionReader(db, new SatisfactionScope(filter.From, filter.To, filter.StorefrontId), withTimes: true);
        var comments = await CommentTally.ReadAsync(db, filter, ct);

        var byDay = filter.NeedsDays ? await reader.ByDayAsync(filter.Dimension, filter.Key, ct) : [];
        var byKey = filter is { NeedsDays: true, GroupsByKey: false } ? [] : await reader.ByKeyAsync(filter.Dimension, filter.Key, ct);
        var total = (byKey.Count > 0 ? byKey : byDay).Aggregate(Tally.None, (sum, pair) => sum + pair.Value);

        IReadOnlyList<SatisfactionGroupResponse> groups = filter.GroupStep is { } groupStep ? Course(byDay, groupStep, fewest)
            : filter.GroupsByKey ? Groups(byKey, comments, fewest) : [];
        return TypedResults.Ok(new SatisfactionSummaryResponse(
            total.AverageScore, total.Csat, total.SolvedRate, total.Nps, total.ResponseRate, total.Scored < fewest, groups,
            filter.Trend is { } step ? Course(byDay, step, fewest) : [], CommentTally.Response(comments), total.Waits.Figure(),
            total.Repairs.Figure(), total.ByOwnAgent));
    }

    private static List<SatisfactionGroupResponse> Groups(
        List<KeyValuePair<string, Tally>> byKey, IReadOnlyList<CommentTally> comments, int fewest)
    {
        var keys = comments.Where(comment => comment.Key is not null).Select(comment => comment.Key!)
            .Concat(byKey.Select(pair => pair.Key)).Distinct().Order(StringComparer.Ordinal);
        var tallies = byKey.ToDictionary();
        return [.. keys.Select(key => Figures(key, tallies.GetValueOrDefault(key, Tally.None), fewest,
            comments.Any(comment => comment.Key is not null)
                ? CommentTally.Response([.. comments.Where(comment => comment.Key == key)]) : null))];
    }

    private static List<SatisfactionGroupResponse> Course(List<KeyValuePair<string, Tally>> byDay, TrendStep step, int fewest)
    {
        if (byDay.Count == 0)
            return [];

        var sums = new Dictionary<string, Tally>();
        foreach (var (day, tally) in byDay)
        {
            var name = Periods.NameOf(day, step);
            sums[name] = sums.GetValueOrDefault(name, Tally.None) + tally;
        }

        return [.. Periods.Between(byDay[0].Key, byDay[^1].Key, step)
            .Select(name => Figures(name, sums.GetValueOrDefault(name, Tally.None), fewest))];
    }

    private static SatisfactionGroupResponse Figures(string key, Tally tally, int fewest, CommentsResponse? comments = null) => new(
        key, tally.AverageScore, tally.Csat, tally.SolvedRate, tally.Nps, tally.ResponseRate, tally.Scored < fewest, tally.Waits.Figure(),
        tally.Repairs.Figure(), tally.ByOwnAgent, comments);
}

/// <summary>Which figures; what is not given does not filter.</summary>
internal sealed class SummaryFilter
{
    public QueryEnum<SatisfactionGrouping>? GroupBy { get; set; }

    /// <summary>One value of <c>groupBy</c>, such as <c>logistics/delay</c>; an agent's by its id.</summary>
    public string? Key { get; set; }

    /// <summary>The course by <c>day</c>, <c>week</c> or <c>month</c>.</summary>
    public QueryEnum<TrendStep>? Trend { get; set; }

    public DateTimeOffset? From { get; set; }

    public DateTimeOffset? To { get; set; }

    public string? StorefrontId { get; set; }

    /// <summary>The period to group by, where it is one.</summary>
    public TrendStep? GroupStep => GroupBy?.Value switch
    {
        SatisfactionGrouping.Day => TrendStep.Day,
        SatisfactionGrouping.Week => TrendStep.Week,
        SatisfactionGrouping.Month => TrendStep.Month,
        _ => null,
    };

    public bool GroupsByKey => GroupBy is not null && GroupStep is null;

    public bool NeedsDays => Trend is not null || GroupStep is not null;

    public SatisfactionDimension Dimension => GroupsByKey
        ? Enum.Parse<SatisfactionDimension>(GroupBy!.Value.Value.ToString()) : SatisfactionDimension.Storefront;

    public void EnsureSound()
    {
        if (From >= To)
            throw new ValidationProblemException("parameter.invalid", ("/to", "Must lie after from. | 必须晚于 from。"));
        if (Key is not null && !GroupsByKey)
            throw new ValidationProblemException("parameter.invalid",
                ("/key", "Needs groupBy with the dimension that it is a value of. | 需要同时用 groupBy 指明所属维度。"));
    }
}
