using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.FollowUp.FollowUps;

/// <summary>
/// The latest that is known of a case: events come out of order, and an older one must not start a follow-up again. With the complaint's
/// number, so that it can be named whatever other services do.
/// </summary>
internal sealed class CaseProgress : IStorefrontOwned
{
    private CaseProgress()
    {
    }

    public Guid ComplaintId { get; private init; }

    public string StorefrontId { get; private init; } = "";

    /// <summary>The complaint's number; <c>null</c> until its receipt is known.</summary>
    public string? Reference { get; private set; }

    /// <summary>The version of the latest event.</summary>
    public int CaseVersion { get; private set; }

    public int Version { get; private set; }

    public static CaseProgress Of(Guid complaintId, string storefrontId) =>
        new() { ComplaintId = complaintId, StorefrontId = storefrontId };

    /// <returns>False where it is known already.</returns>
    public bool Name(string reference)
    {
        if (Reference is not null)
            return false;

        Reference = reference;
        Version++;
        return true;
    }

    public static void Map(EntityTypeBuilder<CaseProgress> table)
    {
        table.ToTable("Cases");
        table.HasKey(row => row.ComplaintId);
        table.Property(row => row.Reference).HasMaxLength(20);
    }

    /// <returns>False where something later is known already.</returns>
    public bool MoveTo(int caseVersion)
    {
        if (caseVersion <= CaseVersion)
            return false;

        CaseVersion = caseVersion;
        Version++;
        return true;
    }
}
