using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Duplicates;

/// <summary>A complaint may repeat an earlier one; an agent links the two or dismisses the proposal.</summary>
internal sealed class DuplicateProposal : IStorefrontOwned
{
    private DuplicateProposal()
    {
    }

    public string StorefrontId { get; private init; } = "";

    /// <summary>The later of the two.</summary>
    public Guid ComplaintId { get; private init; }

    public Guid OtherId { get; private init; }

    /// <summary>0 to 1: how much of the two texts is alike.</summary>
    public double Score { get; private init; }

    public DateTimeOffset FoundAt { get; private init; }

    public DateTimeOffset? DismissedAt { get; private set; }

    public string? DismissedBy { get; private set; }

    public static DuplicateProposal Of(string storefrontId, Guid complaintId, Guid otherId, double score, DateTimeOffset now) => new()
    {
        StorefrontId = storefrontId,
        ComplaintId = complaintId,
        OtherId = otherId,
        Score = score,
        FoundAt = now,
    };

    /// <summary>Dismissing once more changes nothing.</summary>
    public void Dismiss(string by, DateTimeOffset now)
    {
        if (DismissedAt is null)
            (DismissedAt, DismissedBy) = (now, by);
    }

    public static void Map(EntityTypeBuilder<DuplicateProposal> table)
    {
        table.ToTable("DuplicateProposals");
        table.HasKey(row => new { row.ComplaintId, row.OtherId });
        table.HasIndex(row => row.OtherId);
    }
}
