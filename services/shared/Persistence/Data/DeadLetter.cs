using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// An event that a consumer could not take in within its tries. It is kept in the service's own database, whatever the transport: there it
/// is visible, can be replayed, and is erased with the customer whose words it carries.
/// </summary>
internal sealed class DeadLetter
{
    /// <summary>Stands for the wire name of what could not be read as an event.</summary>
    public const string Unreadable = "unreadable";

    private DeadLetter()
    {
    }

    public Guid Id { get; private init; }

    public Guid EventId { get; private init; }

    public string Consumer { get; private init; } = "";

    public string WireName { get; private init; } = "";

    public string StorefrontId { get; private init; } = "";

    public Guid? ComplaintId { get; private init; }

    public string Payload { get; private init; } = "";

    /// <summary>The exception's type: its text may hold what a customer wrote.</summary>
    public string Error { get; private set; } = "";

    public int Attempts { get; private set; }

    public DateTimeOffset ParkedAt { get; private init; }

    public DateTimeOffset? ReplayedAt { get; private set; }

    public static DeadLetter Of(
        Guid id, Guid eventId, string consumer, string wireName, string storefrontId, Guid? complaintId, string payload, string error,
        int attempts, DateTimeOffset now) => new()
        {
            Id = id,
            EventId = eventId,
            Consumer = consumer,
            WireName = wireName,
            StorefrontId = storefrontId,
            ComplaintId = complaintId,
            Payload = payload,
            Error = error,
            Attempts = attempts,
            ParkedAt = now,
        };

    public void Replayed(DateTimeOffset now) => ReplayedAt = now;

    public void FailedAgain(string error)
    {
        Error = error;
        Attempts++;
    }

    public static void Map(EntityTypeBuilder<DeadLetter> table)
    {
        table.ToTable("DeadLetters");
        table.Property(row => row.Payload).HasMaxLength(-1);
        // One event parks once for a consumer, however often it is delivered
        table.HasIndex(row => new { row.EventId, row.Consumer }).IsUnique();
        table.HasIndex(row => row.ParkedAt);
    }
}
