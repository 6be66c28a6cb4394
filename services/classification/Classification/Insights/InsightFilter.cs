using ComplaintPlatform.Classification.Insights.Counting;
using ComplaintPlatform.Classification.Insights.HotSpots;
using ComplaintPlatform.Web.Http;

namespace ComplaintPlatform.Classification.Insights;

/// <summary>Which hot spots; what is not given does not filter.</summary>
internal sealed class InsightFilter
{
    public const int DefaultLimit = 20, MostItems = 100;

    public string? StorefrontId { get; set; }

    /// <summary>Such as <c>2026-W47</c>; the running week by default.</summary>
    public string? Week { get; set; }

    /// <summary><c>storefront</c>, <c>category</c>, <c>product</c> or <c>store</c>.</summary>
    public QueryEnum<InsightDimension>? Dimension { get; set; }

    /// <summary>A category's code, or the name of a product or store.</summary>
    public string? Value { get; set; }

    /// <summary>1 to 100, 20 by default.</summary>
    public int? Limit { get; set; }

    public int Take => Limit ?? DefaultLimit;

    public IsoWeek WeekAt(DateTimeOffset now)
    {
        if (Week is null)
            return IsoWeek.Of(now);
        return IsoWeek.TryParse(Week, out var week)
            ? week
            : throw new ValidationProblemException("parameter.invalid",
                ("/week", "Must be a calendar week such as 2026-W47. | 必须是如 2026-W47 的日历周。"));
    }

    public void EnsureLimit()
    {
        if (Take is < 1 or > MostItems)
            throw new ValidationProblemException("parameter.invalid", ("/limit", "Must be between 1 and 100. | 必须在 1 到 100 之间。"));
    }

    public IQueryable<HotSpot> Apply(IQueryable<HotSpot> rows)
    {
        if (StorefrontId is { } storefront)
            rows = rows.Where(row => row.StorefrontId == storefront);
        if (Dimension is { } dimension)
            rows = rows.Where(row => row.Dimension == dimension.Value);
        if (Value is { } value)
            rows = rows.Where(row => row.Value == value);
        return rows;
    }
}
