using ComplaintPlatform.Contracts.Gateway;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Storefronts;

/// <summary>What intake needs to know of a storefront; the gateway owns storefronts and tells of their changes.</summary>
internal sealed class Storefront
{
    private Storefront()
    {
    }

    public string Id { get; private init; } = "";

    public string? PublicAddress { get; private set; }

    public string DefaultLanguage { get; private set; } = "";

    /// <summary>IANA id; empty until the gateway has told it.</summary>
    public string TimeZone { get; private set; } = "";

    /// <summary>The gateway's version of the storefront that stands here.</summary>
    public int SourceVersion { get; private set; }

    public static Storefront Of(string id) => new() { Id = id };

    public void Apply(StorefrontChanged change)
    {
        if (change.Version <= SourceVersion)
            return;

        SourceVersion = change.Version;
        PublicAddress = change.PublicAddress;
        TimeZone = change.TimeZone;
        DefaultLanguage = change.Languages.Count > 0 ? change.Languages[0] : "";
    }

    public static void Map(EntityTypeBuilder<Storefront> table)
    {
        table.ToTable("Storefronts");
        table.Property(row => row.PublicAddress).HasMaxLength(500);
    }
}
