using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Offers;

/// <summary>A tracking link that was taken out of use: who opens it is told so, and not that it never was.</summary>
internal sealed class FormerLink : IStorefrontOwned
{
    private FormerLink()
    {
    }

    public string TokenHash { get; private init; } = "";

    public string StorefrontId { get; private init; } = "";

    public Guid ComplaintId { get; private init; }

    public static FormerLink Of(Complaints.ComplaintFacts facts, string tokenHash) =>
        new() { TokenHash = tokenHash, StorefrontId = facts.StorefrontId, ComplaintId = facts.Id };

    public static void Map(EntityTypeBuilder<FormerLink> table)
    {
        table.ToTable("FormerLinks");
        table.HasKey(row => row.TokenHash);
        table.Property(row => row.TokenHash).HasMaxLength(64);
        table.HasIndex(row => row.ComplaintId);
    }
}
