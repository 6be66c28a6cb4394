using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Classification.Classifications;

/// <summary>
/// One axis that an agent corrected: for the audit, for the share of corrections per week, and as a labelled example for training.
/// </summary>
internal sealed class Correction : IStorefrontOwned
{
    private Correction()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid ComplaintId { get; private init; }

    public string Axis { get; private init; } = "";

    public string From { get; private init; } = "";

    public string To { get; private init; } = "";

    /// <summary>The agent's words; erased with the customer.</summary>
    public string Reason { get; private init; } = "";

    public Guid By { get; private init; }

    public DateTimeOffset At { get; private init; }

    /// <summary>The model whose decision was corrected.</summary>
    public string ModelVersion { get; private init; } = "";

    public static Correction Of(ComplaintClassification classification, string axis, string from, string to, string reason, Guid by,
        DateTimeOffset now) => new()
        {
            Id = SequentialId.Next(),
            StorefrontId = classification.StorefrontId,
            ComplaintId = classification.Id,
            Axis = axis,
            From = from,
            To = to,
            Reason = reason,
            By = by,
            At = now,
            ModelVersion = classification.ModelVersion,
        };

    public static void Map(EntityTypeBuilder<Correction> table)
    {
        table.ToTable("Corrections");
        table.Property(row => row.Reason).HasMaxLength(2_000);
        table.HasIndex(row => row.ComplaintId);
        table.HasIndex(row => row.At);
    }
}
