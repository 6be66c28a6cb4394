using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// An event that is to leave the service, written in the transaction of the change that caused it. It is free until a relay claims it with
/// a lease; when that process dies, the lease runs out and any relay takes it.
/// </summary>
internal sealed class OutboxMessage
{
    private OutboxMessage()
    {
    }

    /// <summary>The event's id.</summary>
    public Guid Id { get; private init; }

    public string WireName { get; private init; } = "";

    public string StorefrontId { get; private init; } = "";

    public Guid? ComplaintId { get; private init; }

    public string Payload { get; private init; } = "";

    /// <summary>W3C trace context of what caused the event.</summary>
    public string? TraceParent { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>Until then the replica that claimed the row has it to itself; a new row is free.</summary>
    public DateTimeOffset LeasedUntil { get; private set; }

    /// <summary>The claim that took the row; only serves to find again what one claim took.</summary>
    public Guid? LeaseOwner { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>
    /// Set when the row is given up after the last attempt; it stays, is shown among the dead letters, and can be sent again by hand.
    /// </summary>
    public DateTimeOffset? GivenUpAt { get; private set; }

    public string? Error { get; private set; }

    public static OutboxMessage Of(IDomainEvent domainEvent, string? traceParent) => new()
    {
        Id = domainEvent.EventId,
        WireName = EventCatalogue.WireName(domainEvent.GetType()),
        StorefrontId = domainEvent.StorefrontId,
        ComplaintId = (domainEvent as IComplaintEvent)?.ComplaintId,
        Payload = EventSerializer.Serialize(domainEvent),
        TraceParent = traceParent,
        CreatedAt = domainEvent.OccurredAt,
        LeasedUntil = domainEvent.OccurredAt,
    };

    public void SendAgain(DateTimeOffset now)
    {
        GivenUpAt = null;
        Attempts = 0;
        LeasedUntil = now;
    }

    public static void Map(EntityTypeBuilder<OutboxMessage> table, bool sqlite)
    {
        table.ToTable("Outbox");
        table.Property(row => row.Payload).HasMaxLength(-1);
        table.Property(row => row.TraceParent).HasMaxLength(60);
        table.Property(row => row.Error).HasMaxLength(1000);
        table.HasIndex(row => row.LeasedUntil)
            .HasFilter(sqlite ? "\"SentAt\" IS NULL AND \"GivenUpAt\" IS NULL" : "[SentAt] IS NULL AND [GivenUpAt] IS NULL")
            .HasDatabaseName("IX_Outbox_Unsent");
        table.HasIndex(row => row.LeaseOwner);
        table.HasIndex(row => row.GivenUpAt).HasFilter(sqlite ? "\"GivenUpAt\" IS NOT NULL" : "[GivenUpAt] IS NOT NULL");
        table.HasIndex(row => row.SentAt).HasDatabaseName("IX_Outbox_Sent");
    }
}
