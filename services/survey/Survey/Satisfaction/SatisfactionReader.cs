using ComplaintPlatform.Survey.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Satisfaction;

/// <summary>Which figures: the cases of a storefront that closed in a period, of one value of a dimension.</summary>
internal sealed record SatisfactionScope(DateTimeOffset? From, DateTimeOffset? To, string? StorefrontId)
{
    public bool Holds(DateTimeOffset at) => (From is null || at >= From) && (To is null || at < To);
}

/// <summary>
/// Reads counts of whole days, and counts the answers of all other days: those that have changed since they were counted, and those that
/// the period holds a part of. The sum is what counting every answer would give.
/// </summary>
/// <param name="withTimes">Waiting and repair times are wanted too: they are a value for each customer.</param>
internal sealed class SatisfactionReader(SurveyDbContext db, SatisfactionScope scope, bool withTimes = false)
{
    // A day may be longer than 24 hours, and a storefront may change its time zone
    private static readonly TimeSpan Edge = TimeSpan.FromHours(50);

    /// <param name="key">One value of the dimension; <c>null</c> is all.</param>
    public Task<List<KeyValuePair<string, Tally>>> ByKeyAsync(SatisfactionDimension dimension, string? key, CancellationToken ct) =>
        ReadAsync(dimension, key, byDay: false, ct);

    /// <returns>By the day, such as <c>2026-03-31</c>, on which the cases closed.</returns>
    public Task<List<KeyValuePair<string, Tally>>> ByDayAsync(SatisfactionDimension dimension, string? key, CancellationToken ct) =>
        ReadAsync(dimension, key, byDay: true, ct);

    private async Task<List<KeyValuePair<string, Tally>>> ReadAsync(
        SatisfactionDimension dimension, string? key, bool byDay, CancellationToken ct)
    {
        // First of all: a day that changes later is either counted by then, or counted without the change
        var changed = (await Marks().Select(mark => new { mark.StorefrontId, mark.Day }).Distinct().ToListAsync(ct))
            .Select(mark => (mark.StorefrontId, mark.Day)).ToHashSet();
        var changedDays = changed.Select(mark => mark.Day).Distinct().ToList();

        var counts = Counts(dimension);
        if (key is not null)
            counts = counts.Where(row => row.Key == key);
        var whole = counts.Where(row => !changedDays.Contains(row.Day));
        var tallies = new Dictionary<string, Tally>();
        if (withTimes)
        {
            // Each row is read for its durations in any case: to have the database add up the others would read them twice
            foreach (var (day, name, tally) in await RowsAsync(whole, ct))
                Add(tallies, byDay ? day : name, tally);
        }
        else
        {
            tallies = (byDay ? await SumAsync(whole.GroupBy(row => row.Day), ct) : await SumAsync(whole.GroupBy(row => row.Key), ct)).ToDictionary();
        }

        if (changedDays.Count > 0)
        {
            // The same day of another storefront
            foreach (var row in await counts.Where(row => changedDays.Contains(row.Day)).ToListAsync(ct))
            {
                if (!changed.Contains((row.StorefrontId, row.Day)))
                    Add(tallies, byDay ? row.Day : row.Key, Of(row));
            }
        }

        foreach (var customer in await UncountedAsync(changed, changedDays, ct))
        {
            if (key is null || customer.KeyOf(dimension) == key)
                Add(tallies, byDay ? customer.Day : customer.KeyOf(dimension), Tally.Of(customer));
        }

        return [.. tallies.OrderBy(pair => pair.Key, StringComparer.Ordinal)];
    }

    private static void Add(Dictionary<string, Tally> tallies, string key, Tally tally) =>
        tallies[key] = tallies.GetValueOrDefault(key, Tally.None) + tally;

    private async Task<List<AskedCustomer>> UncountedAsync(
        HashSet<(string StorefrontId, string Day)> changed, List<string> changedDays, CancellationToken ct)
    {
        var customers = new List<AskedCustomer>();
        if (changedDays.Count > 0)
        {
            var ofChanged = await AskedCustomer.Of(Invitations().Where(row => changedDays.Contains(row.Day))).ToListAsync(ct);
            customers.AddRange(ofChanged.Where(row => changed.Contains((row.StorefrontId, row.Day)) && scope.Holds(row.ClosedAt)));
        }

        if (scope is { From: null, To: null })
            return customers;

        var whole = (await Counts(SatisfactionDimension.Storefront).Select(row => new { row.StorefrontId, row.Day }).ToListAsync(ct))
            .Select(row => (row.StorefrontId, row.Day)).ToHashSet();
        foreach (var edge in Edges())
        {
            // Whole days beside the edge are counted already: most of the rows are theirs
            var counted = await Counts(SatisfactionDimension.Storefront).Where(row => row.LastAt >= edge.From && row.FirstAt < edge.To)
                .Select(row => row.StorefrontId + "/" + row.Day).ToListAsync(ct);
            var ofEdge = await AskedCustomer.Of(Invitations().Where(row => row.ClosedAt >= edge.From && row.ClosedAt < edge.To
                && !counted.Contains(row.StorefrontId + "/" + row.Day))).ToListAsync(ct);
            customers.AddRange(ofEdge.Where(row => !whole.Contains((row.StorefrontId, row.Day))
                && !changed.Contains((row.StorefrontId, row.Day))));
        }

        return customers;
    }

    // Where days lie that the period may hold a part of
    private IEnumerable<(DateTimeOffset From, DateTimeOffset To)> Edges()
    {
        var (from, to) = (scope.From ?? DateTimeOffset.MinValue, scope.To ?? DateTimeOffset.MaxValue);
        if (scope.From is not null && scope.To is not null && to - from <= 2 * Edge)
        {
            yield return (from, to);
            yield break;
        }

        if (scope.From is not null)
            yield return (from, from > DateTimeOffset.MaxValue - Edge ? DateTimeOffset.MaxValue : from + Edge);
        if (scope.To is not null)
            yield return (to < DateTimeOffset.MinValue + Edge ? DateTimeOffset.MinValue : to - Edge, to);
    }

    private IQueryable<RecountMark> Marks()
    {
        var marks = db.RecountMarks.AsNoTracking();
        return scope.StorefrontId is { } storefront ? marks.Where(mark => mark.StorefrontId == storefront) : marks;
    }

    private IQueryable<Invitations.SurveyInvitation> Invitations()
    {
        var invitations = db.Invitations.AsNoTracking();
        return scope.StorefrontId is { } storefront ? invitations.Where(row => row.StorefrontId == storefront) : invitations;
    }

    private IQueryable<SatisfactionCount> Counts(SatisfactionDimension dimension)
    {
        var counts = db.SatisfactionCounts.AsNoTracking().Where(row => row.Dimension == dimension);
        if (scope.StorefrontId is { } storefront)
            counts = counts.Where(row => row.StorefrontId == storefront);
        if (scope.From is { } from)
            counts = counts.Where(row => row.FirstAt >= from);
        if (scope.To is { } to)
            counts = counts.Where(row => row.LastAt < to);
        return counts;
    }

    private static async Task<List<KeyValuePair<string, Tally>>> SumAsync(
        IQueryable<IGrouping<string, SatisfactionCount>> groups, CancellationToken ct)
    {
        var rows = await groups.Select(group => new
        {
            group.Key,
            Sums = new Tally
            {
                Asked = group.Sum(row => row.Asked),
                Answered = group.Sum(row => row.Answered),
                Scored = group.Sum(row => row.Scored),
                Sum = group.Sum(row => row.Sum),
                SumOfSquares = group.Sum(row => row.SumOfSquares),
                Satisfied = group.Sum(row => row.Satisfied),
                Judged = group.Sum(row => row.Judged),
                Solved = group.Sum(row => row.Solved),
                Rated = group.Sum(row => row.Rated),
                Promoters = group.Sum(row => row.Promoters),
                Detractors = group.Sum(row => row.Detractors),
                ByOwnAgent = group.Sum(row => row.ByOwnAgent),
            },
        }).ToListAsync(ct);
        return rows.ConvertAll(row => KeyValuePair.Create(row.Key, row.Sums));
    }

    // The columns that are counted, and no others: there are tens of thousands of rows where products are many
    private static async Task<IEnumerable<(string Day, string Key, Tally Tally)>> RowsAsync(
        IQueryable<SatisfactionCount> counts, CancellationToken ct)
    {
        var rows = await counts.Select(row => new
        {
            row.Day,
            row.Key,
            row.Asked,
            row.Answered,
            row.Scored,
            row.Sum,
            row.SumOfSquares,
            row.Satisfied,
            row.Judged,
            row.Solved,
            row.Rated,
            row.Promoters,
            row.Detractors,
            row.ByOwnAgent,
            row.Waits,
            row.Repairs,
        }).ToListAsync(ct);
        return rows.Select(row => (row.Day, row.Key, new Tally
        {
            Asked = row.Asked,
            Answered = row.Answered,
            Scored = row.Scored,
            Sum = row.Sum,
            SumOfSquares = row.SumOfSquares,
            Satisfied = row.Satisfied,
            Judged = row.Judged,
            Solved = row.Solved,
            Rated = row.Rated,
            Promoters = row.Promoters,
            Detractors = row.Detractors,
            ByOwnAgent = row.ByOwnAgent,
            Waits = Durations.Packed(row.Waits),
            Repairs = Durations.Packed(row.Repairs),
        }));
    }

    private static Tally Of(SatisfactionCount row) => new()
    {
        Asked = row.Asked,
        Answered = row.Answered,
        Scored = row.Scored,
        Sum = row.Sum,
        SumOfSquares = row.SumOfSquares,
        Satisfied = row.Satisfied,
        Judged = row.Judged,
        Solved = row.Solved,
        Rated = row.Rated,
        Promoters = row.Promoters,
        Detractors = row.Detractors,
        ByOwnAgent = row.ByOwnAgent,
        Waits = Durations.Packed(row.Waits),
        Repairs = Durations.Packed(row.Repairs),
    };
}
