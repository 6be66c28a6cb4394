using System.Linq.Expressions;
using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Satisfaction;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Comments;

/// <summary>Counts of public comments of one source, and of one value of a dimension that comments know.</summary>
internal sealed record CommentTally
{
    private const int LowestSatisfied = 4;

    /// <summary><c>null</c> where comments do not know what is grouped by.</summary>
    public string? Key { get; init; }

    public CommentSource Source { get; init; }

    public long Count { get; init; }

    public long Rated { get; init; }

    public long Points { get; init; }

    public long SumOfSquares { get; init; }

    public long Satisfied { get; init; }

    public static async Task<IReadOnlyList<CommentTally>> ReadAsync(SurveyDbContext db, SummaryFilter filter, CancellationToken ct)
    {
        var comments = db.Comments.AsNoTracking();
        if (filter.From is { } from)
            comments = comments.Where(row => row.WrittenAt >= from);
        if (filter.To is { } to)
            comments = comments.Where(row => row.WrittenAt < to);
        if (filter.StorefrontId is { } storefront)
            comments = comments.Where(row => row.StorefrontId == storefront);
        Expression<Func<Comment, string>>? key = !filter.GroupsByKey ? null : filter.Dimension switch
        {
            SatisfactionDimension.Storefront => row => row.StorefrontId,
            SatisfactionDimension.Category => row => row.Category,
            SatisfactionDimension.Product => row => row.Product,
            _ => null,
        };

        // One value of what comments do not know: none of them is about it
        if (key is null && filter.Key is not null)
            return [];
        var tallies = key is null ? await TallyAsync(comments, row => "", ct) : await TallyAsync(comments, key, ct);
        return key is null ? tallies.ConvertAll(tally => tally with { Key = null })
            : tallies.FindAll(tally => filter.Key is null || tally.Key == filter.Key);
    }

    public static CommentsResponse Response(IReadOnlyList<CommentTally> tallies)
    {
        var all = Sum(tallies);
        return new CommentsResponse(all.Count, all.AverageRating, all.SatisfiedShare, [.. tallies.GroupBy(tally => tally.Source)
            .OrderBy(group => group.Key).Select(group => (group.Key, Tally: Sum(group)))
            .Select(pair => new CommentSourceResponse(pair.Key, pair.Tally.Count, pair.Tally.AverageRating, pair.Tally.SatisfiedShare))]);
    }

    private Estimate AverageRating => Estimate.Mean(Rated, Points, SumOfSquares, Tally.LowestScore, Tally.HighestScore);

    private Estimate SatisfiedShare => Estimate.Share(Satisfied, Rated);

    private static CommentTally Sum(IEnumerable<CommentTally> tallies) => tallies.Aggregate(new CommentTally(), (sum, tally) => new CommentTally
    {
        Count = sum.Count + tally.Count,
        Rated = sum.Rated + tally.Rated,
        Points = sum.Points + tally.Points,
        SumOfSquares = sum.SumOfSquares + tally.SumOfSquares,
        Satisfied = sum.Satisfied + tally.Satisfied,
    });

    private static Task<List<CommentTally>> TallyAsync(
        IQueryable<Comment> comments, Expression<Func<Comment, string>> key, CancellationToken ct) =>
        comments.Select(Pair(key)).GroupBy(row => new { row.Key, row.Source }).Select(group => new CommentTally
        {
            Key = group.Key.Key,
            Source = group.Key.Source,
            Count = group.Count(),
            Rated = group.Count(row => row.Rating != null),
            Points = group.Sum(row => row.Rating ?? 0),
            SumOfSquares = group.Sum(row => (row.Rating ?? 0) * (row.Rating ?? 0)),
            Satisfied = group.Count(row => row.Rating >= LowestSatisfied),
        }).ToListAsync(ct);

    private static Expression<Func<Comment, Keyed>> Pair(Expression<Func<Comment, string>> key)
    {
        var row = key.Parameters[0];
        return Expression.Lambda<Func<Comment, Keyed>>(
            Expression.MemberInit(
                Expression.New(typeof(Keyed)),
                Expression.Bind(typeof(Keyed).GetProperty(nameof(Keyed.Key))!, key.Body),
                Expression.Bind(typeof(Keyed).GetProperty(nameof(Keyed.Source))!, Expression.Property(row, nameof(Comment.Source))),
                Expression.Bind(typeof(Keyed).GetProperty(nameof(Keyed.Rating))!, Expression.Property(row, nameof(Comment.Rating)))),
            row);
    }

    private sealed class Keyed
    {
        public string Key { get; init; } = "";

        public CommentSource Source { get; init; }

        public int? Rating { get; init; }
    }
}
