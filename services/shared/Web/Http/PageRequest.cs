using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace ComplaintPlatform.Web.Http;

/// <summary><c>limit</c>, <c>cursor</c> and <c>count</c> of a list. Bindable as a parameter; bad values are 400.</summary>
public sealed class PageRequest : IEndpointParameterMetadataProvider
{
    public const int DefaultLimit = 20, MaxLimit = 100;
    internal static readonly string[] Names = ["limit", "cursor", "count"];
    private readonly CursorCodec _codec;
    private readonly string _scope;

    private PageRequest(CursorCodec codec, string scope, int limit, bool count, PageCursor? after) =>
        (_codec, _scope, Limit, Count, After) = (codec, scope, limit, count, after);

    public int Limit { get; }

    /// <summary>Rows to read: one more than asked for tells whether there is a next page.</summary>
    public int Take => Limit + 1;

    /// <summary>The caller wants <c>total</c>.</summary>
    public bool Count { get; }

    public PageCursor? After { get; }

    public static ValueTask<PageRequest> BindAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var errors = new List<(string, string)>();
        var limit = DefaultLimit;
        if (query.TryGetValue("limit", out var limits)
            && (!int.TryParse(limits, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
            errors.Add(("/limit", RefusalTexts.PageLimit));
        var count = false;
        if (query.TryGetValue("count", out var counts) && !bool.TryParse(counts, out count))
            errors.Add(("/count", RefusalTexts.PageCount));
        if (errors.Count > 0)
            throw new ValidationProblemException("parameter.invalid", [.. errors]);

        var codec = context.RequestServices.GetRequiredService<CursorCodec>();
        var scope = ScopeOf(context.Request);
        var after = query.TryGetValue("cursor", out var cursor) ? codec.Decode(cursor.ToString(), scope) : null;
        return ValueTask.FromResult(new PageRequest(codec, scope, limit, count, after));
    }

    /// <param name="rows">At most <see cref="Take"/> rows, in order.</param>
    public Page<TItem> ToPage<TRow, TItem>(
        IReadOnlyList<TRow> rows, Func<TRow, PageCursor> position, Func<TRow, TItem> item, int? total = null) =>
        new(
            [.. rows.Take(Limit).Select(item)],
            rows.Count > Limit ? _codec.Encode(position(rows[Limit - 1]), _scope) : null,
            Count ? total : null);

    /// <param name="next">Where the next page begins; <c>null</c> where there is none.</param>
    internal Page<T> ToPage<T>(IReadOnlyList<T> items, PageCursor? next, int? total) =>
        new(items, next is null ? null : _codec.Encode(next, _scope), Count ? total : null);

    public Page<T> ToPage<T>(IReadOnlyList<T> rows, Func<T, PageCursor> position, int? total = null) =>
        ToPage(rows, position, row => row, total);

    static void IEndpointParameterMetadataProvider.PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(Paged.Instance);

    private static string ScopeOf(HttpRequest request) => ScopeOf(request.Path, request.Query, Caller.Of(request.HttpContext.User));

    /// <summary>
    /// What a cursor is signed with: list, filter, and the storefronts whose rows there are, so that it leads nobody else anywhere. Also
    /// for who asks another service for the page after a row that it knows.
    /// </summary>
    internal static string ScopeOf(string path, IEnumerable<KeyValuePair<string, StringValues>> query, Caller caller) =>
        (caller.AllStorefronts ? "*" : string.Join(',', caller.Storefronts.Order(StringComparer.Ordinal))) + "\n" + path + "?" + string.Join('&', query
            .Where(filter => filter.Key is not ("limit" or "cursor" or "count"))
            .OrderBy(filter => filter.Key, StringComparer.Ordinal)
            .Select(filter => Uri.EscapeDataString(filter.Key) + "=" + string.Join(
                ',', filter.Value.Select(value => Uri.EscapeDataString(value ?? "")))));

    internal sealed class Paged
    {
        public static readonly Paged Instance = new();
    }
}

public static class Paging
{
    /// <summary>
    /// Order by key and id, from the cursor on, as many rows as the page needs; rows that come and go do not shift the others.
    /// </summary>
    public static IQueryable<T> PageBy<T, TKey>(
        this IQueryable<T> query, PageRequest page, Expression<Func<T, TKey>> key, Expression<Func<T, Guid>> id, bool descending = false)
        where TKey : struct, IParsable<TKey> => query.PageBy(page.After, page.Take, key, id, descending);

    internal static IQueryable<T> PageBy<T, TKey>(
        this IQueryable<T> query, PageCursor? position, int take, Expression<Func<T, TKey>> key, Expression<Func<T, Guid>> id,
        bool descending)
        where TKey : struct, IParsable<TKey>
    {
        if (position is { } after)
        {
            var row = key.Parameters[0];
            var idBody = new Rename(id.Parameters[0], row).Visit(id.Body);
            // Closed over, not constants: one query plan for all pages
            var lastKey = Expression.Property(Expression.Constant(new Last<TKey>(after.KeyAs<TKey>())), nameof(Last<>.Value));
            var lastId = Expression.Property(Expression.Constant(new Last<Guid>(after.IdAsGuid())), nameof(Last<>.Value));
            var beyond = descending ? Expression.LessThan(key.Body, lastKey) : Expression.GreaterThan(key.Body, lastKey);
            var beyondId = descending ? Expression.LessThan(idBody, lastId) : Expression.GreaterThan(idBody, lastId);
            query = query.Where(Expression.Lambda<Func<T, bool>>(
                Expression.OrElse(beyond, Expression.AndAlso(Expression.Equal(key.Body, lastKey), beyondId)), row));
        }

        var ordered = descending ? query.OrderByDescending(key).ThenByDescending(id) : query.OrderBy(key).ThenBy(id);
        return ordered.Take(take);
    }

    private sealed record Last<TValue>(TValue Value);

    private sealed class Rename(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
