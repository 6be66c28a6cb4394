using ComplaintPlatform.Classification.Classifications;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Classification.Insights.Counting;

/// <summary>
/// Says that a complaint's words are still to be counted, or to be counted elsewhere. It is written with the classification and deleted
/// with the counting, so every complaint counts exactly once, and classifying does not wait for it.
/// </summary>
internal sealed class UncountedComplaint : IStorefrontOwned
{
    private UncountedComplaint()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid ComplaintId { get; private init; }

    public string Category { get; private init; } = "";

    /// <summary>Only the category has changed; product, store and storefront are counted.</summary>
    public bool CategoryOnly { get; private init; }

    /// <summary>Take out instead of adding.</summary>
    public bool Removes { get; private init; }

    public static UncountedComplaint New(ComplaintClassification classification) =>
        Of(classification, classification.Category, categoryOnly: false, removes: false);

    /// <summary>An agent moved the complaint from one category to another.</summary>
    public static UncountedComplaint[] Moved(ComplaintClassification classification, string from) => from == classification.Category
        ? []
        : [Of(classification, from, categoryOnly: true, removes: true),
            Of(classification, classification.Category, categoryOnly: true, removes: false)];

    public static void Map(EntityTypeBuilder<UncountedComplaint> table)
    {
        table.ToTable("UncountedComplaints");
        table.HasIndex(row => new { row.StorefrontId, row.Id });
    }

    private static UncountedComplaint Of(ComplaintClassification classification, string category, bool categoryOnly, bool removes) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = classification.StorefrontId,
        ComplaintId = classification.Id,
        Category = category,
        CategoryOnly = categoryOnly,
        Removes = removes,
    };
}
