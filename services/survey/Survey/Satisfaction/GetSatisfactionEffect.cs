using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Invitations;
using ComplaintPlatform.Survey.Orders;
using ComplaintPlatform.Survey.Storefronts;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Satisfaction;

/// <param name="Change">Before and after <c>at</c>; left out without it.</param>
public sealed record SatisfactionEffectResponse(RepurchaseResponse Repurchase, ChangeResponse? Change);

/// <summary>
/// What customers did after their complaint was closed. Each customer counts once, from the first case that closed in the period.
/// </summary>
/// <param name="WithinDays">How long a customer is watched.</param>
/// <param name="Customers">Known by the storefront's own id, and watched for the whole time.</param>
/// <param name="StillWatched">Whose time is not over yet: in no figure.</param>
/// <param name="Repurchased">The share with at least one purchase.</param>
/// <param name="Withdrew">The share with at least one withdrawal (order cancelled or returned, account closed).</param>
/// <param name="Silent">The share with neither.</param>
/// <param name="ByAnswer">
/// By what the customer answered: whether satisfaction goes with buying again. It is no proof that it is the cause.
/// </param>
/// <param name="SatisfiedAgainstDissatisfied">Of the repurchase: those with scores of 4 and 5 less those with 1 and 2.</param>
public sealed record RepurchaseResponse(
    int WithinDays, long Customers, long StillWatched, Estimate Repurchased, Estimate Withdrew, Estimate Silent,
    IReadOnlyList<RepurchaseByAnswerResponse> ByAnswer, Comparison SatisfiedAgainstDissatisfied);

public enum AnswerGroup { Satisfied, Neutral, Dissatisfied, NotAnswered }

public sealed record RepurchaseByAnswerResponse(AnswerGroup Answer, Estimate Repurchased, Estimate Withdrew);

/// <summary>The same figures of the cases that closed before and after a day, such as that of a measure or a training.</summary>
public sealed record ChangeResponse(
    DateTimeOffset At, ChangeSideResponse Before, ChangeSideResponse After, Comparison AverageScore, Comparison Csat, Comparison SolvedRate,
    Comparison ResponseRate);

public sealed record ChangeSideResponse(
    DateTimeOffset From, DateTimeOffset To, Estimate AverageScore, Estimate Csat, Estimate SolvedRate, Estimate ResponseRate,
    bool FewAnswers);

/// <summary>What followed complaints, and what a measure or a training changed.</summary>
internal static class GetSatisfactionEffect
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/effect", HandleAsync).WithName(nameof(GetSatisfactionEffect)).AllowRoles(GetSatisfactionSummary.Readers)
            .WithDescription("""
                `repurchase`: the share of customers who bought again, and who withdrew, within `withinDays` after a case of theirs closed between
                `from` and `to` (the last 365 days by default), from what `POST /customer-orders` told. With `at` also `change`: the figures of `days` days before
                and after that time, narrowed by `groupBy` and `key` as in the summary, with the difference, its 95 % interval and a stated test.
                What has changed at the same time for another reason is in the difference too.
                """);

    internal static async Task<Ok<SatisfactionEffectResponse>> HandleAsync(
        [AsParameters] EffectFilter filter, Caller caller, SurveyDbContext db, Web.Policies.PolicySet<Policies.SurveyPolicy> policies,
        TimeProvider clock, CancellationToken ct)
    {
        filter.EnsureSound(clock.GetUtcNow());
        filter.StorefrontId = await StorefrontOfRequest.OfFiguresAsync(filter.StorefrontId, caller, db, ct);
        var fewest = (await policies.ReadAsync(db, filter.StorefrontId, ct)).Policy.FewestAnswers;
        return TypedResults.Ok(new SatisfactionEffectResponse(
            await RepurchaseAsync(db, filter, clock.GetUtcNow(), ct),
            filter.At is { } at ? await ChangeAsync(db, filter, at, fewest, clock.GetUtcNow(), ct) : null));
    }

    private static async Task<ChangeResponse> ChangeAsync(
        SurveyDbContext db, EffectFilter filter, DateTimeOffset at, int fewest, DateTimeOffset now, CancellationToken ct)
    {
        var length = TimeSpan.FromDays(filter.Days ?? EffectFilter.DefaultDays);
        var (from, to) = (at - length, at + length < now ? at + length : now);
        var (before, after) = (await TallyAsync(from, at), await TallyAsync(at, to));
        return new ChangeResponse(
            at, Side(from, at, before), Side(at, to, after),
            Comparison.OfMeans(before.Scores, after.Scores),
            Comparison.OfShares((before.Satisfied, before.Scored), (after.Satisfied, after.Scored)),
            Comparison.OfShares((before.Solved, before.Judged), (after.Solved, after.Judged)),
            Comparison.OfShares((before.Answered, before.Asked), (after.Answered, after.Asked)));

        async Task<Tally> TallyAsync(DateTimeOffset first, DateTimeOffset end)
        {
            var reader = new SatisfactionReader(db, new SatisfactionScope(first, end, filter.StorefrontId));
            return (await reader.ByKeyAsync(filter.Dimension, filter.Key, ct)).Aggregate(Tally.None, (sum, pair) => sum + pair.Value);
        }

        ChangeSideResponse Side(DateTimeOffset first, DateTimeOffset end, Tally tally) => new(
            first, end, tally.AverageScore, tally.Csat, tally.SolvedRate, tally.ResponseRate, tally.Scored < fewest);
    }

    private static async Task<RepurchaseResponse> RepurchaseAsync(
        SurveyDbContext db, EffectFilter filter, DateTimeOffset now, CancellationToken ct)
    {
        var watch = TimeSpan.FromDays(filter.WithinDays ?? EffectFilter.DefaultDays);
        var (from, to) = (filter.From ?? now.AddDays(-365), filter.To ?? now);
        var closed = db.Complaints.AsNoTracking()
            .Where(row => row.ClosedAt >= from && row.ClosedAt < to && row.CustomerKey != null && !row.Withdrawn && !row.Duplicate);
        var orders = db.CustomerOrders.AsNoTracking().Where(row => row.PlacedAt >= from && row.PlacedAt < to + watch);
        if (filter.StorefrontId is { } storefront)
        {
            closed = closed.Where(row => row.StorefrontId == storefront);
            orders = orders.Where(row => row.StorefrontId == storefront);
        }

        var cases = await closed.Select(row => new
        {
            row.StorefrontId,
            Key = row.CustomerKey!,
            ClosedAt = row.ClosedAt!.Value,
            Score = db.Invitations.Where(invitation => invitation.ComplaintId == row.ComplaintId
                && invitation.State == InvitationState.Answered).Max(invitation => invitation.Score),
        }).ToListAsync(ct);
        var later = (await orders.Select(row => new { row.StorefrontId, row.CustomerKey, row.Kind, row.PlacedAt }).ToListAsync(ct))
            .ToLookup(row => (row.StorefrontId, row.CustomerKey));
        var customers = cases.GroupBy(row => (row.StorefrontId, row.Key)).Select(group => group.MinBy(row => row.ClosedAt)!)
            .Select(row =>
            {
                var did = later[(row.StorefrontId, row.Key)]
                    .Where(order => order.PlacedAt > row.ClosedAt && order.PlacedAt <= row.ClosedAt + watch).Select(order => order.Kind).ToHashSet();
                return (Answer: GroupOf(row.Score), IsOver: row.ClosedAt + watch <= now,
                    Bought: did.Contains(CustomerOrderKind.Purchase), Withdrew: did.Contains(CustomerOrderKind.Withdrawal));
            }).ToList();
        var over = customers.FindAll(customer => customer.IsOver);
        return new RepurchaseResponse(
            (int)watch.TotalDays, over.Count, customers.Count - over.Count,
            Estimate.Share(over.Count(customer => customer.Bought), over.Count),
            Estimate.Share(over.Count(customer => customer.Withdrew), over.Count),
            Estimate.Share(over.Count(customer => !customer.Bought && !customer.Withdrew), over.Count),
            [.. Enum.GetValues<AnswerGroup>().Select(answer => over.FindAll(customer => customer.Answer == answer))
                .Select((group, at) => new RepurchaseByAnswerResponse(
                    (AnswerGroup)at, Estimate.Share(group.Count(customer => customer.Bought), group.Count),
                    Estimate.Share(group.Count(customer => customer.Withdrew), group.Count)))],
            Comparison.OfShares(Bought(AnswerGroup.Dissatisfied), Bought(AnswerGroup.Satisfied)));

        (long, long) Bought(AnswerGroup answer) =>
            (over.Count(customer => customer.Answer == answer && customer.Bought), over.Count(customer => customer.Answer == answer));
    }

    private static AnswerGroup GroupOf(int? score) => score switch
    {
        null => AnswerGroup.NotAnswered,
        >= 4 => AnswerGroup.Satisfied,
        3 => AnswerGroup.Neutral,
        _ => AnswerGroup.Dissatisfied,
    };
}

/// <summary>What is compared; what is not given does not filter.</summary>
internal sealed class EffectFilter
{
    public const int DefaultDays = 90;
    private const int MostDays = 730;

    /// <summary>The day of a measure or a training.</summary>
    public DateTimeOffset? At { get; set; }

    /// <summary>How many days before and after <c>at</c> are compared; 90 by default.</summary>
    public int? Days { get; set; }

    public QueryEnum<SatisfactionGrouping>? GroupBy { get; set; }

    /// <summary>One value of <c>groupBy</c>: whom the measure was for, such as a category or an agent's id.</summary>
    public string? Key { get; set; }

    /// <summary>How many days after the closing a customer is watched; 90 by default.</summary>
    public int? WithinDays { get; set; }

    public DateTimeOffset? From { get; set; }

    public DateTimeOffset? To { get; set; }

    public string? StorefrontId { get; set; }

    public SatisfactionDimension Dimension => GroupBy is { } group
        ? Enum.Parse<SatisfactionDimension>(group.Value.ToString()) : SatisfactionDimension.Storefront;

    public void EnsureSound(DateTimeOffset now)
    {
        if (From >= To)
            throw Invalid("/to", "Must lie after from. | 必须晚于 from。");
        if (At >= now)
            throw Invalid("/at", "Has not come yet: there is nothing after it. | 该时间尚未到来,没有可比较的数据。");
        if (Days is < 1 or > MostDays)
            throw Invalid("/days", "Must be between 1 and 730. | 必须在 1 到 730 之间。");
        if (WithinDays is < 1 or > MostDays)
            throw Invalid("/withinDays", "Must be between 1 and 730. | 必须在 1 到 730 之间。");
        if (At < DateTimeOffset.UnixEpoch)
            throw Invalid("/at", "Lies too far back. | 时间过早。");
        if (GroupBy?.Value is SatisfactionGrouping.Day or SatisfactionGrouping.Week or SatisfactionGrouping.Month)
            throw Invalid("/groupBy", "Must not be a period here. | 此处不能是时间段。");
        if ((Key is null) != (GroupBy is null))
            throw Invalid("/key", "groupBy and key belong together. | groupBy 和 key 必须同时提供。");
    }

    private static ValidationProblemException Invalid(string pointer, string message) => new("parameter.invalid", (pointer, message));
}
