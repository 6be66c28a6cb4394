using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Load.Bare;

/// <summary>
/// The least that a platform like this must make durable for an accepted complaint: the complaint, an event to send, the answer to repeat.
/// </summary>
internal sealed class BareContext(DbContextOptions<BareContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<BareComplaint>(complaint =>
        {
            complaint.ToTable("complaints");
            complaint.Property(row => row.Id).ValueGeneratedNever();
            complaint.HasIndex(row => row.ReceivedAt);
        });
        model.Entity<BareOutboxRow>(outbox =>
        {
            outbox.ToTable("outbox");
            outbox.Property(row => row.Id).ValueGeneratedNever();
            outbox.HasIndex(row => row.SentAt);
        });
        model.Entity<BareAnswer>(answer =>
        {
            answer.ToTable("idempotent_answers");
            answer.HasKey(row => row.Key);
        });
    }
}

internal sealed class BareComplaint
{
    public Guid Id { get; init; }

    public string StorefrontId { get; init; } = "";

    public string Channel { get; init; } = "";

    public string? ExternalId { get; init; }

    public string Text { get; init; } = "";

    public long ReceivedAt { get; init; }

    public string Status { get; init; } = "";

    public int Version { get; init; }
}

internal sealed class BareOutboxRow
{
    public Guid Id { get; init; }

    public string Type { get; init; } = "";

    public byte[] Payload { get; init; } = [];

    public long CreatedAt { get; init; }

    public long? SentAt { get; init; }
}

internal sealed class BareAnswer
{
    public string Key { get; init; } = "";

    public byte[] RequestHash { get; init; } = [];

    public int Status { get; init; }

    public byte[] Body { get; init; } = [];

    public long CreatedAt { get; init; }
}
