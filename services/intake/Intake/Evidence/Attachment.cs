using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Evidence;

/// <summary>A file that was added to a complaint; its content lies in the <see cref="IEvidenceStore"/> under the same id.</summary>
internal sealed class Attachment : IStorefrontOwned
{
    private Attachment()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid ComplaintId { get; private init; }

    [FreeText]
    public string FileName { get; private init; } = "";

    /// <summary>By what the file holds, whatever its sender called it.</summary>
    public string ContentType { get; private init; } = "";

    public long Length { get; private init; }

    /// <summary>Lower-case hexadecimal.</summary>
    public string Sha256 { get; private init; } = "";

    /// <summary><c>customer</c>, <c>storefront</c> or <c>staff</c>.</summary>
    public string By { get; private init; } = "";

    public DateTimeOffset At { get; private init; }

    public static Attachment Of(StoredEvidence stored, string storefrontId, Guid complaintId, string by, DateTimeOffset now) => new()
    {
        Id = stored.Id,
        StorefrontId = storefrontId,
        ComplaintId = complaintId,
        FileName = stored.FileName,
        ContentType = stored.ContentType,
        Length = stored.Length,
        Sha256 = stored.Sha256,
        By = by,
        At = now,
    };

    public static void Map(EntityTypeBuilder<Attachment> table)
    {
        table.ToTable("Attachments");
        table.Property(row => row.FileName).HasMaxLength(120);
        table.Property(row => row.Sha256).HasMaxLength(64);
        table.HasIndex(row => new { row.ComplaintId, row.At });
    }
}
