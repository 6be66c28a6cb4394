using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// Who changed what, or tried to, written in the transaction of the change itself. It names rows and fields, never what stands in them, so
/// it holds nothing of a customer and outlives an erasure. It is added and never touched again.
/// </summary>
internal sealed class AuditEntry : IStorefrontOwned
{
    private AuditEntry()
    {
    }

    public Guid Id { get; private init; }

    public DateTimeOffset At { get; private init; }

    /// <summary>A user's or a key's id, or <c>customer</c> for the holder of a link.</summary>
    public string ActorId { get; private init; } = "";

    [FreeText]
    public string ActorName { get; private init; } = "";

    public string Role { get; private init; } = "";

    /// <summary>Whose data it was about; <c>*</c> where it concerns the whole installation.</summary>
    public string StorefrontId { get; private init; } = "";

    /// <summary>The operation's name in the API document.</summary>
    public string Action { get; private init; } = "";

    /// <summary>The route, with the ids that stand in it; tokens and ids of customers are left out.</summary>
    public string Target { get; private init; } = "";

    public Guid? ComplaintId { get; private init; }

    /// <summary>The refusal's code; <c>null</c> where it was done.</summary>
    public string? Refusal { get; private init; }

    public int? Status { get; private init; }

    public string TraceId { get; private init; } = "";

    /// <summary>Rows and fields, as JSON.</summary>
    public string Changes { get; private init; } = "";

    /// <summary>HMAC over all of the above under a key that the database does not hold.</summary>
    public string Mac { get; private set; } = "";

    public static AuditEntry Of(AuditedRequest request, string storefrontId, Guid? complaintId, string changes, DateTimeOffset now)
    {
        var entry = new AuditEntry
        {
            Id = SequentialId.Next(),
            At = now,
            ActorId = request.ActorId,
            ActorName = request.ActorName,
            Role = request.Role,
            StorefrontId = storefrontId,
            Action = request.Action,
            Target = request.Target,
            ComplaintId = complaintId,
            Refusal = request.Refusal,
            Status = request.Status,
            TraceId = request.TraceId,
            Changes = changes,
        };
        entry.Mac = entry.ComputeMac(request.Key);
        return entry;
    }

    public string ComputeMac(byte[] key) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Join(
        '\n', Id, At.UtcTicks, ActorId, ActorName, Role, StorefrontId, Action, Target, ComplaintId, Refusal, Status, TraceId, Changes))));

    public static void Map(EntityTypeBuilder<AuditEntry> table)
    {
        table.ToTable("AuditEntries");
        table.Property(row => row.Target).HasMaxLength(500);
        table.Property(row => row.TraceId).HasMaxLength(64);
        table.Property(row => row.Changes).HasMaxLength(-1);
        table.Property(row => row.Mac).HasMaxLength(64);
        table.HasIndex(row => new { row.At, row.Id });
        table.HasIndex(row => new { row.ActorId, row.At });
    }
}

/// <summary>
/// Closes a stretch of time of the audit: how many entries it had, and a hash over them and over the seal before. An entry that is taken
/// away, changed or slipped in later no longer fits.
/// </summary>
internal sealed class AuditSeal
{
    private AuditSeal()
    {
    }

    /// <summary>From 1, without a gap.</summary>
    public long Number { get; private init; }

    /// <summary>The stretch begins where the seal before ends.</summary>
    public DateTimeOffset Until { get; private init; }

    public int Entries { get; private init; }

    public string Hash { get; private init; } = "";

    public static AuditSeal Of(AuditSeal? before, DateTimeOffset until, IReadOnlyList<string> macs, byte[] key)
    {
        var number = (before?.Number ?? 0) + 1;
        return new AuditSeal
        {
            Number = number,
            Until = until,
            Entries = macs.Count,
            Hash = ComputeHash(key, number, until, before?.Hash, macs),
        };
    }

    public static string ComputeHash(byte[] key, long number, DateTimeOffset until, string? before, IReadOnlyList<string> macs) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(
            key, Encoding.UTF8.GetBytes(string.Join('\n', [$"{number}", $"{until.UtcTicks}", before, .. macs]))));

    public static void Map(EntityTypeBuilder<AuditSeal> table)
    {
        table.ToTable("AuditSeals");
        table.HasKey(row => row.Number);
        table.Property(row => row.Hash).HasMaxLength(64);
    }
}
