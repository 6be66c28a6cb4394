using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Persistence.Data;

/// <summary>The answer that a POST with an <c>Idempotency-Key</c> got, stored in the transaction of its effect.</summary>
internal sealed class IdempotentAnswer
{
    /// <summary>SHA-256 over caller, method, path and key.</summary>
    public string Id { get; init; } = "";

    /// <summary>SHA-256 of the request's body.</summary>
    public string RequestHash { get; init; } = "";

    public int Status { get; init; }

    public string? ContentType { get; init; }

    public string? Location { get; init; }

    public string? ETag { get; init; }

    public byte[] Body { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    public static void Map(EntityTypeBuilder<IdempotentAnswer> table)
    {
        table.ToTable("IdempotentAnswers");
        table.Property(row => row.Id).HasMaxLength(64);
        table.Property(row => row.RequestHash).HasMaxLength(64);
        table.Property(row => row.Location).HasMaxLength(1000);
        table.HasIndex(row => row.CreatedAt);
    }
}
