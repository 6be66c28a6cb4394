namespace ComplaintPlatform.Classification.Insights.Counting;

/// <summary>By what complaints are told apart when their words are counted.</summary>
internal enum InsightDimension
{
    /// <summary>All complaints of the storefront.</summary>
    Storefront,

    /// <summary>A category, with its upper part counted as well.</summary>
    Category,

    Product,

    Store,
}
