using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// Says that a consumer has taken in an event. It commits together with the effect, so a second delivery finds it and does nothing.
/// </summary>
internal sealed class InboxEntry
{
    /// <summary>Stands for a consumer where the gate marks a commit; the mark goes with the entries of its age.</summary>
    public const string CommitMark = "commit-gate";

    private InboxEntry()
    {
    }

    public InboxEntry(Guid eventId, string consumer, DateTimeOffset consumedAt)
    {
        EventId = eventId;
        Consumer = consumer;
        ConsumedAt = consumedAt;
    }

    public Guid EventId { get; private init; }

    public string Consumer { get; private init; } = "";

    public DateTimeOffset ConsumedAt { get; private init; }

    public static void Map(EntityTypeBuilder<InboxEntry> table)
    {
        table.ToTable("Inbox");
        table.HasKey(row => new { row.EventId, row.Consumer });
        table.Property(row => row.Consumer).HasMaxLength(100);
        table.HasIndex(row => row.ConsumedAt);
    }
}
