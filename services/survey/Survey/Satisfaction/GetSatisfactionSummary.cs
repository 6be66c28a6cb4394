using System.Linq.Expressions;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Invitations;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Satisfaction;

public enum SatisfactionGrouping { Storefront, Category, Agent, Channel, Urgency, Month }

/// <param name="AverageScore">1 to 5.</param>
/// <param name="Csat">The share of scores of 4 and 5.</param>
/// <param name="SolvedRate">The share of customers who say that it is solved.</param>
/// <param name="Nps">Promoters (9, 10) less detractors (0 to 6), in points from -100 to 100, where the questionnaire asks for it.</param>
/// <param name="ResponseRate">The share of those asked who answered. A question that was withdrawn was not asked.</param>
/// <param name="FewAnswers">Fewer scores than a figure should be acted on.</param>
public sealed record SatisfactionSummaryResponse(
    Estimate AverageScore, Estimate Csat, Estimate SolvedRate, Estimate Nps, Estimate ResponseRate, bool FewAnswers,
    IReadOnlyList<SatisfactionGroupResponse> Groups);

/// <param name="FewAnswers">Fewer scores than a figure should be acted on.</param>
public sealed record SatisfactionGroupResponse(
    string Key, Estimate AverageScore, Estimate Csat, Estimate SolvedRate, Estimate Nps, Estimate ResponseRate, bool FewAnswers);

/// <summary>How satisfied the customers are whose cases closed in a period.</summary>
internal static class GetSatisfactionSummary
{
    private const int LowestScore = 1, HighestScore = 5, LowestSatisfied = 4, LowestPromoter = 9, HighestDetractor = 6, FewestAnswers = 30;

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/summary",
            HandleAsync).WithName(nameof(GetSatisfactionSummary)).AllowRoles([Roles.Supervisor, .. Roles.Management, Roles.Auditor]);

    internal static async Task<Ok<SatisfactionSummaryResponse>> HandleAsync(
        QueryEnum<SatisfactionGrouping>? groupBy, DateTimeOffset? from, DateTimeOffset? to, string? storefrontId, SurveyDbContext db,
        CancellationToken ct)
    {
        // A customer who was never asked, or whose question was withdrawn, is in no figure
        var query = db.Invitations.AsNoTracking().Where(row => row.OpenedAt != null && row.State != InvitationState.Revoked);
        if (from is { } first)
            query = query.Where(row => row.ClosedAt >= first);
        if (to is { } end)
            query = query.Where(row => row.ClosedAt < end);
        if (storefrontId is not null)
            query = query.Where(row => row.StorefrontId == storefrontId);

        var groups = groupBy is { Value: var grouping } ? await GroupsAsync(query, grouping, ct) : [];
        var all = groupBy is null ? await TallyAsync(query, row => 1, _ => "", ct) : groups;
        var total = all.Aggregate(new Tally(""), (sum, tally) => sum + tally);
        return TypedResults.Ok(new SatisfactionSummaryResponse(
            total.AverageScore, total.Csat, total.SolvedRate, total.Nps, total.ResponseRate, total.FewAnswers,
            [.. groups.OrderBy(tally => tally.Key, StringComparer.Ordinal)
                .Select(tally => new SatisfactionGroupResponse(
                    tally.Key, tally.AverageScore, tally.Csat, tally.SolvedRate, tally.Nps, tally.ResponseRate, tally.FewAnswers))]));
    }

    private static Task<List<Tally>> GroupsAsync(IQueryable<SurveyInvitation> query, SatisfactionGrouping grouping, CancellationToken ct) =>
        grouping switch
        {
            SatisfactionGrouping.Storefront => TallyAsync(query, row => row.StorefrontId, key => key, ct),
            SatisfactionGrouping.Category => TallyAsync(query, row => row.Category, key => key, ct),
            SatisfactionGrouping.Agent => TallyAsync(query, row => row.AgentId, key => key?.ToString() ?? "", ct),
            SatisfactionGrouping.Channel => TallyAsync(query, row => row.Channel, key => key, ct),
            SatisfactionGrouping.Urgency => TallyAsync(query, row => row.Urgency, key => key, ct),
            _ => TallyAsync(query, row => row.Month, key => key, ct),
        };

    private static async Task<List<Tally>> TallyAsync<TKey>(
        IQueryable<SurveyInvitation> query, Expression<Func<SurveyInvitation, TKey>> key, Func<TKey, string> text, CancellationToken ct)
    {
        var rows = await query.GroupBy(key).Select(group => new
        {
            group.Key,
            Asked = group.Count(),
            Answered = group.Count(row => row.State == InvitationState.Answered),
            Scored = group.Count(row => row.Score != null),
            Sum = group.Sum(row => row.Score ?? 0),
            SumOfSquares = group.Sum(row => (row.Score ?? 0) * (row.Score ?? 0)),
            Satisfied = group.Count(row => row.Score >= LowestSatisfied),
            Judged = group.Count(row => row.Solved != null),
            Solved = group.Count(row => row.Solved == true),
            Rated = group.Count(row => row.Recommendation != null),
            Promoters = group.Count(row => row.Recommendation >= LowestPromoter),
            Detractors = group.Count(row => row.Recommendation <= HighestDetractor),
        }).ToListAsync(ct);
        return rows.ConvertAll(row => new Tally(
            text(row.Key), row.Asked, row.Answered, row.Scored, row.Sum, row.SumOfSquares, row.Satisfied, row.Judged, row.Solved,
            row.Rated, row.Promoters, row.Detractors));
    }

    private sealed record Tally(
        string Key, int Asked = 0, int Answered = 0, int Scored = 0, long Sum = 0, long SumOfSquares = 0, int Satisfied = 0,
        int Judged = 0, int Solved = 0,
        int Rated = 0, int Promoters = 0, int Detractors = 0)
    {
        public Estimate AverageScore => Estimate.Mean(Scored, Sum, SumOfSquares, LowestScore, HighestScore);

        public Estimate Csat => Estimate.Share(Satisfied, Scored);

        public Estimate SolvedRate => Estimate.Share(Solved, Judged);

        // The mean of 100 for a promoter, -100 for a detractor and 0 for all others
        public Estimate Nps => Estimate.Mean(Rated, 100.0 * (Promoters - Detractors), 10_000.0 * (Promoters + Detractors), -100, 100);

        public Estimate ResponseRate => Estimate.Share(Answered, Asked);

        public bool FewAnswers => Scored < FewestAnswers;

        public static Tally operator +(Tally left, Tally right) => new(
            "", left.Asked + right.Asked, left.Answered + right.Answered, left.Scored + right.Scored, left.Sum + right.Sum,
            left.SumOfSquares + right.SumOfSquares, left.Satisfied + right.Satisfied, left.Judged + right.Judged,
            left.Solved + right.Solved,
            left.Rated + right.Rated, left.Promoters + right.Promoters, left.Detractors + right.Detractors);
    }
}
