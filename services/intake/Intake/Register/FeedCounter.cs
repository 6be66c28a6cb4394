using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Register;

/// <summary>
/// The last number of a storefront's change feed. It is raised in the transaction of the entries, so that the feed has no gap.
/// </summary>
internal sealed class FeedCounter
{
    public string StorefrontId { get; init; } = "";

    public long Last { get; init; }

    public static void Map(EntityTypeBuilder<FeedCounter> table)
    {
        table.ToTable("FeedCounters");
        table.HasKey(row => row.StorefrontId);
    }
}
