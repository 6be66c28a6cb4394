using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Learning.Causes;

/// <summary>Why one complaint came about: the chain of whys with what shows each, and the cause at its end.</summary>
internal sealed class RootCause : IStorefrontOwned
{
    private RootCause()
    {
    }

    public Guid ComplaintId { get; private init; }

    public string StorefrontId { get; private init; } = "";

    /// <summary>As it was recorded; the cause may have gone into another since.</summary>
    public Guid CauseId { get; private set; }

    public Cause? Cause { get; private set; }

    public CauseDimension Dimension { get; private set; }

    /// <summary>JSON of <see cref="WhyStep"/>; may tell of persons and is erased with them.</summary>
    public string Whys { get; private set; } = "";

    /// <summary>Of the complaint: rates go by when it came, not by when its cause was found.</summary>
    public DateTimeOffset ReceivedAt { get; private init; }

    public Guid? RecordedBy { get; private set; }

    [FreeText]
    public string RecordedByName { get; private set; } = "";

    public DateTimeOffset RecordedAt { get; private set; }

    public int Version { get; private set; }

    // Erased words leave nothing to read
    public IReadOnlyList<WhyStep> Steps() =>
        Whys.Length == 0 ? [] : JsonSerializer.Deserialize<List<WhyStep>>(Whys, JsonDefaults.Options) ?? [];

    public static RootCause Of(Cases.Case theCase) => new()
    {
        ComplaintId = theCase.Id,
        StorefrontId = theCase.StorefrontId,
        ReceivedAt = theCase.ReceivedAt,
    };

    public void Record(
        Cause cause, CauseDimension dimension, IReadOnlyList<WhyStep> steps, Guid? by, string byName, DateTimeOffset now)
    {
        (Cause, CauseId, Dimension) = (cause, cause.Id, dimension);
        Whys = JsonSerializer.Serialize(steps, JsonDefaults.Options);
        (RecordedBy, RecordedByName, RecordedAt) = (by, byName, now);
        Version++;
    }

    /// <summary>The words go with the customer; that the complaint had this cause stays for the statistics.</summary>
    public void Erase()
    {
        Whys = "[]";
        Version++;
    }

    public static void Map(EntityTypeBuilder<RootCause> table)
    {
        table.ToTable("RootCauses");
        table.HasKey(row => row.ComplaintId);
        table.Property(row => row.Whys).HasMaxLength(-1);
        table.HasOne(row => row.Cause).WithMany().HasForeignKey(row => row.CauseId).OnDelete(DeleteBehavior.Restrict);
        table.HasIndex(row => new { row.StorefrontId, row.CauseId, row.ReceivedAt, row.ComplaintId });
    }
}
